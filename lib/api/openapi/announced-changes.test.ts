import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createdFilter } from '../list-page.ts';
import { type Endpoint, defineEndpoint } from '../endpoint.ts';
import { clearable, flag, integer, list, text } from '../param-schemas.ts';
import { unannounced } from './announced-changes.ts';
import { describeApi } from './describe-api.ts';

function endpoint(params: z.ZodRawShape, change: Partial<Endpoint> = {}): Endpoint {
  return {
    ...defineEndpoint({
      method: 'POST',
      path: '/v1/teas',
      summary: 'Brews.',
      scope: 'products.write',
      answers: { one: 'tea' },
      params: z.strictObject(params),
      run: () => Promise.resolve({}),
    }),
    ...change,
  };
}

const changesOf = (before: Endpoint, after: Endpoint | null, announced = '') =>
  unannounced(describeApi([before]), describeApi(after === null ? [] : [after]), announced);

const BEFORE = {
  name: text(100),
  cups: integer(1, 20).exactOptional(),
  kind: z.enum(['green', 'black']).exactOptional(),
  milk: flag.exactOptional(),
  steps: list(z.strictObject({ minutes: integer(0, 9) }), { min: 1, max: 5 }).exactOptional(),
  made: createdFilter.exactOptional(),
  pot: z.strictObject({ size: integer(1, 9).exactOptional() }).exactOptional(),
};

describe('what breaks a caller has to be announced', () => {
  test.each<[string, z.ZodRawShape, string]>([
    ['one that must be sent now', { ...BEFORE, cups: integer(1, 20) }, 'cups must be sent'],
    ['a new one that must be sent', { ...BEFORE, tray: text(5) }, 'tray must be sent'],
    ['less text', { ...BEFORE, name: text(99) }, 'name has the maxLength 99'],
    ['a lower top', { ...BEFORE, cups: integer(1, 19).exactOptional() }, 'cups has the maximum 19'],
    [
      'a higher bottom',
      { ...BEFORE, cups: integer(2, 20).exactOptional() },
      'cups has the minimum 2',
    ],
    [
      'a value less',
      { ...BEFORE, kind: z.enum(['green']).exactOptional() },
      'kind cannot be "black"',
    ],
    [
      'values where any text was taken',
      { ...BEFORE, name: z.enum(['a']) },
      'name must be one of "a"',
    ],
    [
      'another type',
      { ...BEFORE, milk: integer(0, 1).exactOptional() },
      'milk is integer, not boolean',
    ],
    [
      'something inside a list',
      {
        ...BEFORE,
        steps: list(z.strictObject({ minutes: integer(1, 9) }), { min: 1, max: 5 }).exactOptional(),
      },
      'steps[][minutes] has the minimum 1',
    ],
    [
      'fewer entries',
      {
        ...BEFORE,
        steps: list(z.strictObject({ minutes: integer(0, 9) }), { min: 1, max: 4 }).exactOptional(),
      },
      'steps has the maxItems 4',
    ],
    [
      'something less inside what can be taken away now',
      { ...BEFORE, pot: clearable(z.strictObject({})).exactOptional() },
      'pot is taken in fewer ways',
    ],
    ['a way of writing less', { ...BEFORE, made: integer(0, 9).exactOptional() }, 'made'],
  ])('%s', (_, after, expected) => {
    const found = changesOf(endpoint(BEFORE), endpoint(after));
    expect(found.join('\n')).toContain(`POST /v1/teas: ${expected}`);
    expect(
      changesOf(endpoint(BEFORE), endpoint(after), found.map((line) => `- ${line}`).join('\n')),
    ).toEqual([]);
  });

  test('a parameter, a method and a path that are gone', () => {
    const { cups: _, ...rest } = BEFORE;
    expect(changesOf(endpoint(BEFORE), endpoint(rest))).toEqual(['POST /v1/teas: cups is gone']);
    expect(changesOf(endpoint(BEFORE), null)).toEqual(['POST /v1/teas is gone']);
    expect(changesOf(endpoint(BEFORE), endpoint(BEFORE, { path: '/v1/tea' }))).toEqual([
      'POST /v1/teas is gone',
    ]);
  });

  test('another scope and another answer', () => {
    const after = endpoint(BEFORE, { scope: 'prices.write', answers: { listOf: 'tea' } });
    expect(changesOf(endpoint(BEFORE), after)).toEqual([
      'POST /v1/teas: needs the scope prices.write, not products.write',
      'POST /v1/teas: answers list of tea, not tea',
    ]);
  });

  test('the parameters of a query as those of a body', () => {
    const get = (params: z.ZodRawShape) => endpoint(params, { method: 'GET' });
    expect(changesOf(get(BEFORE), get({ ...BEFORE, name: text(1) }))).toEqual([
      'GET /v1/teas: name has the maxLength 1',
    ]);
  });
});

test('what asks nothing of callers needs no announcement', () => {
  const after = endpoint(
    {
      ...BEFORE,
      name: text(200).exactOptional(),
      cups: integer(0, 50).exactOptional(),
      kind: z.enum(['green', 'black', 'white']).exactOptional(),
      pot: clearable(z.strictObject({ size: integer(1, 9).exactOptional() })).exactOptional(),
      tray: text(5).exactOptional(),
    },
    { summary: 'Brews tea.' },
  );
  expect(changesOf(endpoint(BEFORE), after)).toEqual([]);
});
