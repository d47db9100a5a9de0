import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callOf } from './incoming-call.ts';
import { list } from './param-schemas.ts';
import { paramName } from './parse-params.ts';
import { parseForm, readBody } from './request-params.ts';

const post = (body: BodyInit, type = 'application/x-www-form-urlencoded') =>
  callOf(
    new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } }),
  );

describe('form parameters', () => {
  test('both spellings of a list are one list', () => {
    const schema = z.object({ a: list(z.string(), { max: 5 }) });
    for (const body of ['a[0]=x&a[1]=y', 'a[]=x&a[]=y', 'a%5B0%5D=x&a%5B1%5D=y']) {
      expect(schema.parse(parseForm(body))).toEqual({ a: ['x', 'y'] });
    }
    expect(schema.parse(parseForm('a[10]=y&a[2]=x'))).toEqual({ a: ['x', 'y'] });
  });

  test('keys that are numbers stay keys where no list is expected', () => {
    expect(parseForm('metadata[6735]=x&metadata[0]=y')).toEqual({
      metadata: { 0: 'y', 6735: 'x' },
    });
  });

  test('an empty value is no value', () => {
    expect(parseForm('a=&b[c]=&d=1')).toEqual({ b: {}, d: '1' });
    expect(parseForm('a=&b[c]=&b[a]=', ['b.c'])).toEqual({ b: { c: '' } });
  });

  test('plus, percent and Chinese are decoded', () => {
    expect(parseForm('a=1+2&b=%E9%90%B5%E8%A7%80%E9%9F%B3')).toEqual({ a: '1 2', b: '鐵觀音' });
  });

  test('no name reaches the prototype of anything', () => {
    expect(() => parseForm('__proto__[polluted]=1')).toThrow('__proto__');
    expect(() => parseForm('a[__proto__][polluted]=1')).toThrow('__proto__');
    expect(() => parseForm('a[%5F_proto__][polluted]=1')).toThrow('__proto__');
    parseForm('constructor[prototype][polluted]=1');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined(); // any name may be asked for
  });

  test('names of built-in methods are names like others', () => {
    expect(parseForm('metadata[toString]=a&metadata[constructor]=b')).toEqual({
      metadata: Object.fromEntries([
        ['toString', 'a'],
        ['constructor', 'b'],
      ]),
    });
  });

  test('six levels of nesting are read, seven are not', () => {
    expect(parseForm('a[b][c][d][e][f][g]=1')).toBeDefined();
    expect(() => parseForm('a[b][c][d][e][f][g][h]=1')).toThrow('nested more than 6');
  });

  test('a thousand parameters are read, one more is not', () => {
    const params = (count: number) => Array.from({ length: count }, (_, n) => `p${n}=1`).join('&');
    expect(Object.keys(parseForm(params(1000)))).toHaveLength(1000);
    expect(() => parseForm(params(1001))).toThrow('more than 1000');
  });
});

describe('bodies', () => {
  test('JSON gives the same tree as a form', async () => {
    const json = await readBody(
      post('{"a":{"b":1,"c":true,"d":null,"e":""},"f":["x"]}', 'application/json; charset=utf-8'),
    );
    expect(json).toEqual({ a: { b: '1', c: 'true' }, f: ['x'] });
  });

  test.each([
    ['not JSON', post('{', 'application/json')],
    ['a list', post('[1]', 'application/json')],
    ['text', post('"x"', 'application/json')],
    ['a prototype', post('{"__proto__":{"a":1}}', 'application/json')],
    ['half a surrogate pair', post('{"a":"\\ud800"}', 'application/json')],
    [
      'nesting without end',
      post('{"a":'.repeat(5000) + '1' + '}'.repeat(5000), 'application/json'),
    ],
    [
      'more than a thousand values',
      post(JSON.stringify({ a: Array(9000).fill('x') }), 'application/json'),
    ],
    ['another type', post('<a/>', 'text/xml')],
    ['what is not UTF-8', post(new Uint8Array([0x61, 0x3d, 0xff]))],
  ])('%s is refused with 400', async (_, request) => {
    await expect(readBody(request)).rejects.toMatchObject({ details: { status: 400 } });
  });

  test('a body is cut off at its limit, whatever length it declares', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024).fill(0x61));
      },
    });
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' },
    };
    const request = new Request('http://localhost/', init);
    await expect(readBody(callOf(request))).rejects.toMatchObject({ details: { status: 413 } });
    expect(sent).toBeLessThan(80 * 1024);
  });

  test('exactly the limit is read', async () => {
    const body = `a=${'x'.repeat(64 * 1024 - 2)}`;
    expect(await readBody(post(body))).toEqual({ a: 'x'.repeat(64 * 1024 - 2) });
  });
});

test('a path is named in brackets', () => {
  expect(paramName(['line_items', 0, 'price_data', 'unit_amount'])).toBe(
    'line_items[0][price_data][unit_amount]',
  );
  expect(paramName([])).toBe('');
});
