import { oracleOrder } from '../../bench/ordering/oracle.ts';
import { paidChance } from '../../bench/ordering/shopper.ts';
import type { EndedVisit } from './run-traffic.ts';
import { kindName, methodIndex } from './shopper-kinds.ts';

const PARTS = 5;
/** Kinds of shoppers that the summary shows, those with most visits first. */
const KINDS_SHOWN = 8;
const FIRSTS_SHOWN = 4;

/** What orders are worth to the shoppers who came, by the shopper model itself: chances, not what happened. */
interface Worth {
  readonly visits: number;
  readonly shown: number;
  readonly merchants: number;
  readonly best: number;
}

/** What the API says of a run's sessions. */
export interface KnownOfSessions {
  /** May be more than their shoppers saw. */
  readonly paid: ReadonlySet<string>;
  /** The arm of an experiment, of those that were in one. */
  readonly arms: ReadonlyMap<string, string>;
}

/** What came of a run, for people. */
export function summarise(visits: readonly EndedVisit[], { paid, arms }: KnownOfSessions): string {
  const bests = new Map<string, readonly number[]>();
  const worthOf = (some: readonly EndedVisit[]) => addUp(some, bests);
  const ordered = visits.toSorted((a, b) => a.number - b.number);
  const listed = ordered.filter(({ order }) => order.length > 0);
  const disturbed = listed.filter((visit) => visit.disturbed);
  const refusals = groupBy(
    visits.flatMap((visit) => visit.refusals),
    (why) => why,
  );
  const moved = visits.filter(({ orderMoved }) => orderMoved).length;
  return [
    `Paid: ${percent(visits.filter(({ sessionId }) => paid.has(sessionId)).length / visits.length)} of ${visits.length} sessions.`,
    ...[...refusals].map(([why, { length }]) => `Tries that were not begun (${why}): ${length}.`),
    ...(moved === 0 ? [] : [`Orders that had changed when their shopper came back: ${moved}.`]),
    '',
    'What the orders were worth, by what is true of these shoppers (chances to be paid):',
    ...table([
      ['', 'sessions', 'merchant’s own', 'as shown', 'best there is', 'of the way'],
      ['all', ...worthRow(worthOf(listed))],
      ...parts(listed).map((part, index) => [
        `${index + 1} of ${PARTS}`,
        ...worthRow(worthOf(part)),
      ]),
      ...(disturbed.length === 0
        ? []
        : [['while a method is out', ...worthRow(worthOf(disturbed))]]),
      ...byArm(listed, arms).map(([arm, some]) => [arm, ...worthRow(worthOf(some))]),
    ]),
    '',
    'First in the list, by who came:',
    ...table(firstRows(listed)),
  ].join('\n');
}

function addUp(visits: readonly EndedVisit[], bests: Map<string, readonly number[]>): Worth {
  let [shown, merchants, best] = [0, 0, 0];
  for (const { context, instant, order, offered, disturbed } of visits) {
    const indexes = order.map(methodIndex);
    const own = offered.filter((method) => order.includes(method)).map(methodIndex);
    const success = disturbed ? instant.success.join() : '';
    const key = `${context.index}/${own.join()}/${success}`;
    let found = bests.get(key);
    if (found === undefined) {
      found = oracleOrder(instant, own);
      bests.set(key, found);
    }
    shown += paidChance(instant, indexes);
    merchants += paidChance(instant, own);
    best += paidChance(instant, found);
  }
  return { visits: visits.length, shown, merchants, best };
}

function worthRow({ visits, shown, merchants, best }: Worth): readonly string[] {
  if (visits === 0) return ['0', '–', '–', '–', '–'];
  const gap = best - merchants;
  return [
    String(visits),
    percent(merchants / visits),
    percent(shown / visits),
    percent(best / visits),
    // Where the merchant's own order is the best there is no way to go.
    gap / visits < 1e-4 ? '–' : percent((shown - merchants) / gap),
  ];
}

/** Nothing where none was in an experiment. */
function byArm(
  visits: readonly EndedVisit[],
  arms: ReadonlyMap<string, string>,
): readonly (readonly [string, readonly EndedVisit[]])[] {
  if (arms.size === 0) return [];
  const groups = groupBy(visits, ({ sessionId }) => arms.get(sessionId) ?? 'in no arm');
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function parts(visits: readonly EndedVisit[]): readonly (readonly EndedVisit[])[] {
  return Array.from({ length: PARTS }, (_, part) =>
    visits.slice(
      Math.floor((part * visits.length) / PARTS),
      Math.floor(((part + 1) * visits.length) / PARTS),
    ),
  );
}

function firstRows(visits: readonly EndedVisit[]): readonly (readonly string[])[] {
  return [...groupBy(visits, ({ context }) => kindName(context))]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, KINDS_SHOWN)
    .map(([kind, some]) => {
      const firsts = [...groupBy(some, ({ order }) => order[0] ?? '')]
        .toSorted(([, a], [, b]) => b.length - a.length)
        .slice(0, FIRSTS_SHOWN)
        .map(([method, those]) => `${method} ${Math.round((100 * those.length) / some.length)} %`);
      return [kind, String(some.length), firsts.join(', ')];
    });
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

// Map.groupBy came with Node 21.
function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
