import { expect, it } from 'vitest';
import { WORLD_CONTEXTS } from '../../bench/ordering/world-contexts.ts';
import { createWorld } from '../../bench/ordering/world.ts';
import type { EndedVisit } from './run-traffic.ts';
import { summarise } from './summary.ts';

const [context] = WORLD_CONTEXTS;
if (context === undefined) throw new Error('no context');
const world = createWorld({ seed: 'oolong', days: 1, outages: [] });
const OWN = ['fps', 'card', 'alipayhk', 'payme'];

const visitTo = (number: number, order: readonly string[]): EndedVisit => ({
  number,
  sessionId: `cs_${number}`,
  context,
  instant: world.instantAt(context, 0),
  disturbed: false,
  order,
  offered: OWN,
  tried: [],
  paid: false,
  orderMoved: false,
  refusals: [],
});

/** Cells of the table's row that begins so. */
const row = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.trim().startsWith(name))
    ?.trim()
    .split(/ {2,}/);

it('says what was shown is worth beside the merchant’s own order and the best, in all and by arm', () => {
  const other = ['payme', 'alipayhk', 'card', 'fps'];
  const visits = [visitTo(0, OWN), visitTo(1, OWN), visitTo(2, other), visitTo(3, other)];
  const arms = new Map([
    ['cs_0', 'exp_1 own'],
    ['cs_1', 'exp_1 own'],
    ['cs_2', 'exp_1 other'],
    ['cs_3', 'exp_1 other'],
  ]);
  const text = summarise(visits, { paid: new Set(['cs_1']), arms });
  expect(text).toContain('Paid: 25.0 % of 4 sessions.');
  const own = row(text, 'exp_1 own');
  expect(own?.[1]).toBe('2');
  expect(own?.[3], 'as shown').toBe(own?.[2]);
  expect(own?.at(-1)).toBe('0.0 %');
  expect(row(text, 'exp_1 other')?.[3]).not.toBe(own?.[3]);
  expect(row(text, 'HK ios')?.at(-1)).toBe('fps 50 %, payme 50 %');
  expect(summarise(visits, { paid: new Set(), arms: new Map() })).not.toContain('arm');
});
