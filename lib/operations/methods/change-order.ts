import type { Db } from '#lib/db/client.ts';
import { lockOrderingConfig } from '#lib/db/stores/ordering-config-store.ts';
import type { AuditFacts } from '#lib/domain/audit-entry.ts';
import { LISTED_METHOD_IDS, type ListedMethodId } from '#lib/domain/method-id.ts';
import type { OrderingConfig } from '#lib/ordering/ordering-config.ts';
import {
  type OrderingChange,
  changeOrdering,
  pauseOrdering,
  resumeOrdering,
} from '../ordering/change-ordering.ts';
import type { OwnOrdering } from '../ordering/own-ordering.ts';
import { listSettings } from '../own-setup.ts';
import { ParamError } from '../param-error.ts';
import { ownerOf } from '../operators/acting.ts';
import { type Desk, STALE, writeDeed } from './desk.ts';

export type OrderChange =
  | { readonly kind: 'changed' }
  | typeof STALE
  /** `param` as the API names it. */
  | { readonly kind: 'problem'; readonly param: string };

/** The change to ask for, from what is set. */
type Ask = (tx: Db, before: OrderingConfig) => OrderingChange | Promise<OrderingChange>;

/** Changes how methods are ordered, as `POST /v1/ordering` does, if it still is of the version that was seen. */
export function changeOrder(desk: Desk, version: number, ask: Ask): Promise<OrderChange> {
  return change(desk, version, async (tx, before) =>
    changeOrdering(tx, ownerOf(desk), await ask(tx, before), desk.context.clock.now()),
  );
}

/** The kill switch. Whoever presses it means it, whatever was changed meanwhile. */
export function pauseOrder(desk: Desk): Promise<OrderChange> {
  return change(desk, null, (tx) => pauseOrdering(tx, ownerOf(desk), desk.context.clock.now()));
}

export function resumeOrder(desk: Desk): Promise<OrderChange> {
  return change(desk, null, (tx) => resumeOrdering(tx, ownerOf(desk), desk.context.clock.now()));
}

/** Moves a method one place up (-1) or down (1) in the merchant's own order. */
export function moveMethod(
  desk: Desk,
  version: number,
  { method, by }: { readonly method: ListedMethodId; readonly by: -1 | 1 },
): Promise<OrderChange> {
  return changeOrder(desk, version, async (tx, { rules }) => {
    const settings = await listSettings(tx, ownerOf(desk));
    const order = [
      ...ownOrder(
        settings.map(({ id }) => id),
        rules.order,
      ),
    ];
    const from = order.indexOf(method);
    const there = order[from + by];
    if (from === -1 || there === undefined) return {};
    order[from] = there;
    order[from + by] = method;
    return { rules: { order } };
  });
}

/** The merchant's own order of what it has set up: as its rule says, then as it was set up. */
export function ownOrder(
  setUp: readonly string[],
  rule: readonly string[],
): readonly ListedMethodId[] {
  const listed = setUp.flatMap((id) => LISTED_METHOD_IDS.find((one) => one === id) ?? []);
  const placed = rule.flatMap((id) => listed.find((one) => one === id) ?? []);
  return [...placed, ...listed.filter((method) => !placed.includes(method))];
}

async function change(
  desk: Desk,
  version: number | null,
  act: (tx: Db, before: OrderingConfig) => Promise<OwnOrdering>,
): Promise<OrderChange> {
  const owner = ownerOf(desk);
  try {
    return await desk.context.database.db.transaction(async (tx) => {
      const before = await lockOrderingConfig(tx, owner, desk.context.clock.now());
      if (version !== null && before.version !== version) return STALE;
      const { config } = await act(tx, before);
      if (config.version === before.version) return { kind: 'changed' };
      await writeDeed(desk, tx, {
        action: 'ordering.changed',
        before: factsOf(before, config),
        after: factsOf(config, before),
      });
      return { kind: 'changed' };
    });
  } catch (error) {
    if (error instanceof ParamError) return { kind: 'problem', param: error.param };
    throw error;
  }
}

/** What differs from another state, each in a line. */
function factsOf(config: OrderingConfig, other: OrderingConfig): AuditFacts {
  const own = linesOf(config);
  const others = linesOf(other);
  return Object.fromEntries(Object.entries(own).filter(([name, value]) => others[name] !== value));
}

function linesOf(config: OrderingConfig): Readonly<Record<string, string | number | boolean>> {
  const { rules } = config;
  return {
    policy: config.policy,
    paused: config.pausedAt !== null,
    outageAction: config.outageAction,
    order: rules.order.join(' '),
    hidden: rules.hidden.join(' '),
    pinned: rules.pinned.map(({ method, place }) => `${method}:${place + 1}`).join(' '),
    amounts: rules.amounts
      .map(({ method, currency, fromMinor, toMinor }) =>
        [method, currency, fromMinor ?? '', toMinor ?? ''].join(':'),
      )
      .join(' '),
    countries: Object.entries(rules.orderByRegion)
      .map(([region, order]) => `${region}:${order.join('>')}`)
      .toSorted()
      .join(' '),
    feeShares: Object.entries(config.feeShares)
      .map(([method, share]) => `${method}:${share}`)
      .toSorted()
      .join(' '),
  };
}
