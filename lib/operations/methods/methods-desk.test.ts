import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OperatorRequest, SignedIn } from '../operators/operator-request.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { endDueOutages } from '../ordering/end-due-outages.ts';
import { readOwnOrdering } from '../ordering/own-ordering.ts';
import { listSettings } from '../own-setup.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { seedMerchant } from '../testing/seed.ts';
import { changeMethod, setUpMethod, settingStamp } from './change-method.ts';
import { changeOrder, moveMethod, ownOrder, pauseOrder, resumeOrder } from './change-order.ts';
import type { Desk } from './desk.ts';
import { readMethods } from './read-methods.ts';
import { putBackMethod, takeOutAgain, takeOutMethod } from './take-out-method.ts';

const OFF = { enabled: false, publicReason: { en: 'Being repaired', 'zh-HK': '維修中' } } as const;

describeOnEachDatabase('what operators do with methods', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let desk: Desk;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    const seeded = await seedMerchant(world.context, { methods: ['card', 'fps', 'octopus'] });
    merchantId = seeded.merchantId;
    desk = deskOf(await signIn(merchantId));
  });

  async function signIn(of: MerchantId): Promise<SignedIn> {
    const email = `mei@${of.toLowerCase()}.example.hk`;
    return world.signedIn(await world.newOperator({ email, merchantId: of }));
  }
  function deskOf(asking: SignedIn, request: OperatorRequest = HERE): Desk {
    const [membership] = asking.memberships;
    if (membership === undefined) throw new Error('An operator without a shop.');
    return {
      context: world.context,
      asking: { ...asking, membership, isFresh: true },
      livemode: false,
      request,
    };
  }
  const owner = () => ({ merchantId, livemode: false });
  const log = async () =>
    (await listAuditLog(world.context, merchantId, { beforeSeq: null })).entries;
  const setting = async (id: string) =>
    (await listSettings(getDatabase().db, owner())).find((one) => one.id === id) ?? null;
  const ordering = () =>
    readOwnOrdering(getDatabase().db, owner(), world.context.clock.now()).then(
      ({ config }) => config,
    );

  test('switching a method off is one change and one entry, however often it is sent', async () => {
    const seen = settingStamp(await setting('octopus'));
    const asked = { method: 'octopus', seen, change: OFF } as const;
    expect(await changeMethod(desk, asked)).toEqual({ kind: 'changed' });
    expect(await changeMethod(desk, asked)).toEqual({ kind: 'stale' });
    expect(await setting('octopus')).toMatchObject(OFF);
    expect(await log()).toMatchObject([
      {
        action: 'method.changed',
        subject: 'octopus',
        before: { on: true },
        after: { on: false, reasonEn: 'Being repaired', reasonZh: '維修中', mode: 'test' },
        actor: { role: 'owner' },
      },
    ]);
  });

  test('a form that was drawn before another change takes nothing back', async () => {
    const seen = settingStamp(await setting('octopus'));
    await changeMethod(desk, { method: 'octopus', seen, change: OFF });
    const late = { method: 'octopus', seen, change: { enabled: true, maxAmount: 9_000n } } as const;
    expect(await changeMethod(desk, late)).toEqual({ kind: 'stale' });
    expect(await setting('octopus')).toMatchObject({ enabled: false, maxAmount: null });
  });

  test('limits outside the method’s own are refused by name, and nothing is written', async () => {
    const seen = settingStamp(await setting('octopus'));
    const change = { maxAmount: 3_000_001n, ...OFF };
    expect(await changeMethod(desk, { method: 'octopus', seen, change })).toEqual({
      kind: 'problem',
      param: 'max_amount',
    });
    expect(settingStamp(await setting('octopus'))).toBe(seen);
    expect(await log()).toEqual([]);
  });

  test('a method is offered last once an account runs it, and never by one of another shop', async () => {
    const other = await seedMerchant(world.context, { name: 'Peak Ceramics' });
    const none = settingStamp(null);
    const foreign = { method: 'payme', seen: none, accountId: other.accounts.airwallex } as const;
    expect(await setUpMethod(desk, foreign)).toEqual({ kind: 'unknown' });
    const [own] = (await readMethods(world.context, owner())).filter(
      ({ method }) => method === 'payme',
    );
    const accountId = own?.able[0]?.id ?? '';
    const asked = { method: 'payme', seen: none, accountId } as const;
    expect(await setUpMethod(desk, asked)).toEqual({ kind: 'changed' });
    expect(await setUpMethod(desk, asked)).toEqual({ kind: 'stale' });
    const settings = await listSettings(getDatabase().db, owner());
    expect(settings.at(-1)).toMatchObject({ id: 'payme', enabled: true });
    const stripe = settings.find(({ id }) => id === 'card')?.providerAccountId ?? '';
    const seen = settingStamp(await setting('octopus'));
    expect(await setUpMethod(desk, { method: 'octopus', seen, accountId: stripe })).toEqual({
      kind: 'unknown',
    });
  });

  test('the own order is moved place by place, from the version that was seen', async () => {
    const { version } = await ordering();
    const up = { method: 'octopus', by: -1 } as const;
    expect(await moveMethod(desk, version, up)).toEqual({ kind: 'changed' });
    expect(await moveMethod(desk, version, up), 'a double press').toEqual({ kind: 'stale' });
    const { rules, version: next } = await ordering();
    expect(ownOrder(['card', 'fps', 'octopus'], rules.order)).toEqual(['card', 'octopus', 'fps']);
    const beyond = { method: 'fps', by: 1 } as const;
    expect(await moveMethod(desk, next, beyond), 'nothing is below it').toEqual({
      kind: 'changed',
    });
    expect(await log()).toMatchObject([
      { action: 'ordering.changed', before: { order: '' }, after: { order: 'card octopus fps' } },
    ]);
  });

  test('rules that contradict each other are refused, and an order of a country is taken away', async () => {
    const { version } = await ordering();
    const pinned = [{ method: 'fps', place: 0 }];
    expect(
      await changeOrder(desk, version, () => ({ rules: { pinned, hidden: ['fps'] } })),
    ).toEqual({ kind: 'problem', param: 'rules[hidden][0]' });
    const jp = (order: readonly string[] | null) => () => ({
      rules: { orderByRegion: { JP: order } },
    });
    await changeOrder(desk, version, jp(['card']));
    await changeOrder(desk, version + 1, jp(null));
    expect((await ordering()).rules.orderByRegion).toEqual({});
    expect((await log()).map(({ after }) => after?.['countries'])).toEqual(['', 'JP:card']);
  });

  test('the order is paused whatever was seen, once, and resumed', async () => {
    await pauseOrder(desk);
    await pauseOrder(desk);
    expect((await ordering()).pausedAt).toEqual(world.clock.now());
    await resumeOrder(desk);
    expect((await ordering()).pausedAt).toBeNull();
    expect((await log()).map(({ after }) => after?.['paused'])).toEqual([false, true]);
  });

  test('a method is taken out until its time, put back, and taken out again as it was', async () => {
    const endsAt = new Date(world.clock.now().getTime() + 60 * 60_000);
    const publicReason = { en: 'Back at four' };
    const asked = { method: 'fps', action: 'close', publicReason, endsAt } as const;
    const taken = await takeOutMethod(desk, asked);
    expect(taken).toMatchObject({ kind: 'done' });
    expect(await takeOutMethod(desk, asked), 'it is out already').toEqual({
      kind: 'problem',
      param: 'method',
    });
    const id = taken.kind === 'done' ? taken.outage : '';
    await putBackMethod(desk, id);
    await putBackMethod(desk, id);
    const again = await takeOutAgain(desk, id);
    expect(again).toMatchObject({ kind: 'done' });
    const open = async () =>
      (await readMethods(world.context, owner())).flatMap(({ outages }) => outages);
    expect(await open()).toMatchObject([{ method: 'fps', publicReason, endsAt, action: 'close' }]);

    expect(await endDueOutages(world.context)).toBe(0);
    world.clock.advance(60 * 60_000);
    expect(await endDueOutages(world.context)).toBe(1);
    expect(await open()).toEqual([]);
    expect(await takeOutMethod(desk, asked), 'that time has passed').toEqual({
      kind: 'problem',
      param: 'ends_at',
    });
    expect((await log()).map(({ action }) => action)).toEqual([
      'outage.raised',
      'outage.ended',
      'outage.raised',
    ]);
  });

  test('nothing of another shop is found', async () => {
    const other = await seedMerchant(world.context, { name: 'Peak Ceramics' });
    const stranger = deskOf(await signIn(other.merchantId));
    const taken = await takeOutMethod(desk, {
      method: 'fps',
      action: 'move_down',
      publicReason: {},
      endsAt: null,
    });
    const id = taken.kind === 'done' ? taken.outage : '';
    expect(await putBackMethod(stranger, id)).toEqual({ kind: 'unknown' });
    expect(await takeOutAgain(stranger, id)).toEqual({ kind: 'unknown' });
    const live = { ...desk, livemode: true };
    expect(await putBackMethod(live, id), 'nor of the other mode').toEqual({ kind: 'unknown' });
  });
});
