import { beforeEach, expect, test } from 'vitest';
import { retrieveHoldout } from './experiment-holdout.ts';
import { describeOnEachDatabase, describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { checkOperator } from '../operators/check-operator.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { PLAIN_EXPERIMENT } from '../testing/plain-experiment.ts';
import { experimentMark, glanceAtExperiments } from './experiment-glance.ts';
import { experimentsInTheWay } from './in-the-way.ts';
import type { Acting } from '../operators/acting.ts';
import {
  type ExperimentOrder,
  draftAsOperator,
  holdOutAsOperator,
  operateExperiment,
} from './operate-experiment.ts';
import { retrieveExperiment } from './own-experiments.ts';

interface Shop {
  readonly merchantId: MerchantId;
  readonly operating: Acting;
}

async function openShop(world: OperatorWorld, email: string, role: OperatorRole): Promise<Shop> {
  const merchantId = await world.newMerchant(email);
  const { token } = await world.signedIn(await world.newOperator({ email, merchantId, role }));
  const asked = { token, merchantId, action: 'experiments.change' } as const;
  const verdict = await checkOperator(world.context, asked);
  if (verdict.kind !== 'allowed') throw new Error(`They may not: ${verdict.kind}`);
  return { merchantId, operating: { asking: verdict.allowed, request: HERE, livemode: false } };
}

describeOnEachDatabase('an operator’s experiments', (getDatabase) => {
  let world: OperatorWorld;
  let shop: Shop;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    shop = await openShop(world, 'mei@harbourtea.example.hk', 'operator');
  });

  const owner = () => ({ merchantId: shop.merchantId, livemode: false });
  const rowOf = async (id: string) => {
    const row = await retrieveExperiment(getDatabase().db, owner(), id);
    if (row === null) throw new Error('It is gone.');
    return row;
  };
  const drafted = async (change: Partial<typeof PLAIN_EXPERIMENT> = {}) => {
    const made = await draftAsOperator(world.context, shop.operating, {
      ...PLAIN_EXPERIMENT,
      ...change,
    });
    if (made.kind !== 'done') throw new Error(`It was not made: ${made.kind}`);
    return made.id;
  };
  /** As from a page that shows it as it is now. */
  const order = async (id: string, asked: ExperimentOrder, of = shop) => {
    const { version } = await rowOf(id);
    return operateExperiment(world.context, of.operating, { id, version, order: asked });
  };
  const logged = async () => {
    const { entries } = await listAuditLog(world.context, shop.merchantId, { beforeSeq: null });
    return entries.toReversed().map(({ action, subject, after }) => [action, subject, after]);
  };

  test('go from draft to the shop’s own setting, each step in the audit log', async () => {
    const id = await drafted({ name: 'Engine or own', coverage: 0.1 });
    const steps: readonly ExperimentOrder[] = [
      { do: 'change', change: () => ({ coverage: 0.2 }) },
      { do: 'start' },
      { do: 'ramp', coverage: 0.5 },
      { do: 'stop' },
      { do: 'roll_out', arm: 'engine', coverage: 0.25 },
      { do: 'roll_back' },
      { do: 'roll_out', arm: 'engine', coverage: 1 },
      { do: 'finish' },
    ];
    for (const step of steps) expect(await order(id, step)).toEqual({ kind: 'done', id });
    expect(await rowOf(id)).toMatchObject({ status: 'stopped', winner: 'engine' });
    expect((await rowOf(id)).finishedAt).not.toBeNull();
    const name = 'Engine or own';
    expect(await logged()).toEqual([
      ['experiment.created', name, null],
      ['experiment.changed', name, null],
      ['experiment.started', name, null],
      ['experiment.ramped', name, { share: '50%' }],
      ['experiment.stopped', name, null],
      ['experiment.rolled_out', name, { arm: 'engine', share: '25%' }],
      ['experiment.rolled_back', name, null],
      ['experiment.rolled_out', name, { arm: 'engine', share: '100%' }],
      ['experiment.finished', name, null],
    ]);
  });

  test('are not changed from a page that shows what is no more, and keep nothing of it', async () => {
    const id = await drafted({ coverage: 0.1 });
    const draft = await rowOf(id);
    const from = ({ version }: typeof draft, asked: ExperimentOrder) =>
      operateExperiment(world.context, shop.operating, { id, version, order: asked });
    expect(await from(draft, { do: 'start' })).toMatchObject({ kind: 'done' });
    expect(await from(draft, { do: 'start' })).toEqual({ kind: 'over' });
    expect(await from(draft, { do: 'change', change: () => ({ name: 'Other' }) })).toEqual({
      kind: 'over',
    });
    const running = await rowOf(id);
    expect(await from(running, { do: 'ramp', coverage: 0.5 })).toMatchObject({ kind: 'done' });
    expect(await from(running, { do: 'ramp', coverage: 0.5 })).toEqual({ kind: 'stale' });
    expect(await rowOf(id)).toMatchObject({ name: draft.name, version: running.version + 1 });
    expect((await logged()).map(([action]) => action)).toEqual([
      'experiment.created',
      'experiment.started',
      'experiment.ramped',
    ]);
  });

  test('tell which parameter is wrong, with nothing written', async () => {
    const id = await drafted({ coverage: 0.5 });
    await order(id, { do: 'start' });
    expect(await order(id, { do: 'ramp', coverage: 0.2 })).toEqual({
      kind: 'wrong',
      param: 'coverage',
    });
    expect(await order(id, { do: 'stop_arm', arm: 'own' })).toEqual({
      kind: 'wrong',
      param: 'arm',
    });
    const arms = PLAIN_EXPERIMENT.arms.map((arm) => ({ ...arm, weight: 0.6 }));
    const made = await draftAsOperator(world.context, shop.operating, {
      ...PLAIN_EXPERIMENT,
      arms,
    });
    expect(made).toEqual({ kind: 'wrong', param: 'arms' });
    expect(await logged()).toHaveLength(2);
  });

  test('do not start where they would share shoppers, and say with which', async () => {
    const namespace = { seed: 'peak', from: 0, to: 0.5 };
    const running = await drafted({ name: 'FPS first', namespace });
    await order(running, { do: 'start' });
    const alone = await drafted({ name: 'Alone' });
    const overlapping = await drafted({
      name: 'Over',
      namespace: { ...namespace, from: 0.4, to: 1 },
    });
    for (const id of [alone, overlapping]) {
      const others = await experimentsInTheWay(world.context, owner(), await rowOf(id));
      expect(others.map(({ name }) => name)).toEqual(['FPS first']);
      const told = await order(id, { do: 'start' });
      expect(told).toEqual({ kind: 'in_the_way', names: ['FPS first'] });
      expect(await rowOf(id)).toMatchObject({ status: 'draft' });
    }
    const beside = await drafted({ name: 'Beside', namespace: { ...namespace, from: 0.5, to: 1 } });
    expect(await experimentsInTheWay(world.context, owner(), await rowOf(beside))).toEqual([]);
    expect(await order(beside, { do: 'start' })).toMatchObject({ kind: 'done' });
  });

  test('are rolled out one at a time, and the other is named', async () => {
    const [first, second] = [await drafted({ name: 'First' }), await drafted({ name: 'Second' })];
    for (const id of [first, second]) {
      await order(id, { do: 'start' });
      await order(id, { do: 'stop' });
    }
    const rollOut = { do: 'roll_out', arm: 'engine', coverage: 0.5 } as const;
    expect(await order(first, rollOut)).toMatchObject({ kind: 'done' });
    expect(await order(second, rollOut)).toEqual({ kind: 'rolling_out', name: 'First' });
  });

  test('are another shop’s to nobody, nor of the other mode', async () => {
    const id = await drafted();
    const { version } = await rowOf(id);
    const other = await openShop(world, 'kit@peakceramics.example.hk', 'owner');
    const live = { ...shop.operating, livemode: true };
    for (const operating of [other.operating, live]) {
      const asked = { id, version, order: { do: 'start' } } as const;
      expect(await operateExperiment(world.context, operating, asked)).toEqual({
        kind: 'not_found',
      });
    }
    const theirs = { merchantId: other.merchantId, livemode: false };
    expect(await experimentMark(world.context, theirs, id)).toBeNull();
    const page = { limit: 10, startingAfter: null, endingBefore: null };
    const listed = await glanceAtExperiments(world.context, theirs, { status: null, page });
    expect(listed?.items).toEqual([]);
  });

  test('are listed with what may be concluded, by status and page', async () => {
    const [older, newer] = [await drafted({ name: 'Older' }), await drafted({ name: 'Newer' })];
    await order(older, { do: 'start' });
    const ask = (status: 'running' | null, limit: number, startingAfter: string | null) =>
      glanceAtExperiments(world.context, owner(), {
        status,
        page: { limit, startingAfter, endingBefore: null },
      });
    expect((await ask('running', 10, null))?.items.map(({ row }) => row.id)).toEqual([older]);
    const all = await ask(null, 10, null);
    expect(all?.items.map(({ row }) => row.id).toSorted()).toEqual([older, newer].toSorted());
    expect(all?.items.map(({ reading }) => reading)).toEqual([null, null]);
    expect((await ask(null, 1, null))?.hasMore).toBe(true);
    expect(await ask(null, 1, 'exp_000000000000000000000000')).toBeNull();
  });

  test('leave out a holdout that is set once, in the log as well', async () => {
    const set = (share: number) => holdOutAsOperator(world.context, shop.operating, share);
    expect(await set(0.05)).toEqual({ kind: 'set' });
    expect(await set(0.1)).toEqual({ kind: 'wrong', param: 'share' });
    expect(await retrieveHoldout(getDatabase().db, owner())).toMatchObject({ share: 0.05 });
    expect(await logged()).toEqual([['experiment.holdout_changed', null, { share: '5%' }]]);
  });
});

describeOnPostgres('an operator’s experiments', (getDatabase) => {
  test('are started once, however many press at once', async () => {
    const world = createOperatorWorld(getDatabase());
    const { merchantId, operating } = await openShop(world, 'mei@harbourtea.example.hk', 'owner');
    const owner = { merchantId, livemode: false };
    const made = await draftAsOperator(world.context, operating, PLAIN_EXPERIMENT);
    const id = made.kind === 'done' ? made.id : '';
    const version = (await retrieveExperiment(getDatabase().db, owner, id))?.version ?? 0;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        operateExperiment(world.context, operating, { id, version, order: { do: 'start' } }),
      ),
    );
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual([
      'done',
      'over',
      'over',
      'over',
      'over',
    ]);
  });
});
