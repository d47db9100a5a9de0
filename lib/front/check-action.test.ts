import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionPost, checkAction } from './check-action.ts';
import { readMultipart } from './multipart.ts';

const ID = `40${'a1'.repeat(20)}`;
const OLD_ID = `40${'b2'.repeat(20)}`;
const BOUNDARY = '----WebKitFormBoundaryAbC123';

/** As Chromium writes it. */
function multipart(fields: readonly (readonly [string, string])[], boundary = BOUNDARY): string {
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

const FORM = [
  [`$ACTION_ID_${ID}`, ''],
  ['session', 'cs_test_x'],
  ['form_token', 'abc'],
  ['locale', 'zh-HK'],
  ['method', 'fps'],
] as const;
const CALL = [
  ['_1_session', 'cs_test_x'],
  ['_1_email', '陳大文@example.hk'],
  ['0', '["$K1"]'],
] as const;

const post = (body: string | Uint8Array, more: Partial<ActionPost> = {}) =>
  checkAction({
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    actionId: null,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    knownActions: new Set([ID]),
    mayRepeat: false,
    ...more,
  });

describe('a post to a page', () => {
  it('passes as a plain form and as a script’s call', () => {
    expect(post(multipart(FORM))).toEqual({ kind: 'pass' });
    expect(post(multipart(CALL), { actionId: ID })).toEqual({ kind: 'pass' });
    expect(post(multipart([['_1_$ACTION_ID_' + ID, ''], ...CALL]), { actionId: ID })).toEqual({
      kind: 'pass',
    });
    expect(post(multipart(FORM).trimEnd()), 'without the last line break').toEqual({
      kind: 'pass',
    });
  });

  it('may name a field again where several can be ticked, and nothing that is read once', () => {
    const ticked = [
      ['_1_methods', 'fps'],
      ['_1_methods', 'payme'],
    ] as const;
    const call = (...more: readonly (readonly [string, string])[]) =>
      post(multipart([...ticked, ...more, ...CALL]), { actionId: ID, mayRepeat: true }).kind;
    expect(call()).toBe('pass');
    expect(post(multipart([...ticked, ...CALL]), { actionId: ID }).kind).toBe('refuse');
    expect(call(['_1_form_token', 'a'])).toBe('pass');
    expect(call(['_1_form_token', 'a'], ['_1_form_token', 'b'])).toBe('refuse');
    expect(call(['_1_merchant', 'a'], ['_1_merchant', 'b'])).toBe('refuse');
    expect(call(['0', '["$K1"]'])).toBe('refuse');
  });

  it('is outdated when it names an action of another build', () => {
    expect(post(multipart([[`$ACTION_ID_${OLD_ID}`, ''], ...FORM.slice(1)]))).toEqual({
      kind: 'outdated',
    });
    expect(post(multipart(CALL), { actionId: OLD_ID })).toEqual({ kind: 'outdated' });
    expect(post(multipart(CALL), { actionId: OLD_ID, knownActions: null })).toEqual({
      kind: 'pass',
    });
  });

  it.each<readonly [string, Partial<ActionPost>, number]>([
    ['a call whose id is none', { actionId: '../../x' }, 404],
    ['a call of text', { actionId: ID, contentType: 'text/plain' }, 415],
    ['JSON', { contentType: 'application/json' }, 415],
    ['an address-like form', { contentType: 'application/x-www-form-urlencoded' }, 415],
    ['a boundary with a quote', { contentType: 'multipart/form-data; boundary="x"' }, 400],
    ['no boundary', { contentType: 'multipart/form-data; charset=utf-8' }, 400],
    ['another boundary', { contentType: 'multipart/form-data; boundary=other' }, 400],
  ])('is refused as %s', (_, more, status) => {
    expect(post(multipart(FORM), more)).toMatchObject({ kind: 'refuse', status });
  });

  it.each<readonly [string, string]>([
    ['without a body', ''],
    ['cut short', multipart(FORM).slice(0, -20)],
    ['with something before it', `x${multipart(FORM)}`],
    ['with something after it', `${multipart(FORM)}x`],
    ['with a file', multipart([['a"; filename="x', ''], ...FORM])],
    ['without an action', multipart(FORM.slice(1))],
    ['with two actions', multipart([[`$ACTION_ID_${OLD_ID}`, ''], ...FORM])],
    ['with a bound action', multipart([['$ACTION_REF_1', ''], ...FORM])],
    ['with a field twice', multipart([...FORM, ['session', 'cs_test_y']])],
    ['with a strange field', multipart([...FORM, ['__proto__', 'x']])],
    ['with no name', multipart([...FORM, ['', 'x']])],
    ['with a null byte', multipart([...FORM, ['note', 'a\0b']])],
    ['with more fields than any', multipart([...FORM, ...many(70)])],
    ['with the boundary in a value', multipart([...FORM, ['note', `--${BOUNDARY}`]])],
  ])('is refused %s', (_, body) => {
    expect(post(body)).toMatchObject({ kind: 'refuse', status: 400 });
  });

  it.each<readonly [string, string]>([
    ['two arguments', '["$K1","$K2"]'],
    ['a reference into a prototype', '["$1:__proto__:x"]'],
    ['another action', '["$F1"]'],
    ['no form', '[]'],
    ['no JSON', '["$K1"'],
  ])('is refused as a call with %s', (_, root) => {
    const fields = CALL.map(([name, value]) => [name, name === '0' ? root : value] as const);
    expect(post(multipart(fields), { actionId: ID })).toMatchObject({ status: 400 });
  });

  it('is refused when it is not UTF-8', () => {
    const body = Buffer.concat([Buffer.from(multipart(FORM)), Buffer.from([0xff])]);
    expect(post(body)).toMatchObject({ kind: 'refuse', status: 400 });
  });
});

function many(count: number): (readonly [string, string])[] {
  return Array.from({ length: count }, (_, i) => [`f${i}`, ''] as const);
}

describe('a form that browsers can write', () => {
  it('is read back as it was', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
    const value = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((v) => !v.includes('\0'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 20 }), (fields) => {
        const read = readMultipart(
          `multipart/form-data; boundary=${BOUNDARY}`,
          Buffer.from(multipart(fields)),
        );
        expect(read?.map((field) => [field.name, field.value])).toEqual(fields);
      }),
    );
  });

  it('is read the same by Node’s own parser, whatever is changed in it', async () => {
    const change = fc.tuple(fc.nat(400), fc.nat(3), fc.string({ unit: 'binary', maxLength: 6 }));
    const contentType = `multipart/form-data; boundary=${BOUNDARY}`;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
        let body = multipart(FORM);
        for (const [at, cut, put] of changes) body = body.slice(0, at) + put + body.slice(at + cut);
        const bytes = Buffer.from(body);
        const ours = readMultipart(contentType, bytes);
        if (ours === null) return;
        const theirs = await new Response(bytes, {
          headers: { 'content-type': contentType },
        }).formData();
        expect(ours.map(({ name, value }) => [name, value])).toEqual([...theirs]);
      }),
      { numRuns: 2_000 },
    );
  });
});
