import { beforeEach, describe, expect, test } from 'vitest';
import { orderingConfig } from '#lib/db/schema/ordering.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { OutageRow } from '#lib/db/stores/ordering-store.ts';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { NO_RULES } from '#lib/ordering/ordering-rules.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import { type OutageWorld, createOutageWorld } from '../testing/outage-world.ts';
import { seedSession } from '../testing/seed.ts';
import { startPayment } from '../start-payment.ts';
import { endOutage } from './end-outage.ts';
import { withOutages } from './outage-rows.ts';
import { type OutageRequest, raiseOutage } from './raise-outage.ts';
import { watchMethods } from './watch-methods.ts';

const SAID = { en: 'Back at noon.', 'zh-HK': '中午恢復。' };
const DESKTOP = { form: 'desktop', os: 'other' } as const;

describe('what is closed', () => {
  const raisedAt = new Date('2026-11-23T02:00:00Z');
  const outage = (raisedBy: OutageRow['raisedBy']): OutageRow => ({
    id: newId('method_outage'),
    merchantId: newId('merchant'),
    livemode: false,
    method: 'payme',
    scope: { kind: 'everywhere' },
    scopeKey: 'everywhere',
    raisedBy,
    action: 'close',
    publicReason: {},
    since: raisedAt,
    raisedAt,
    evidence: null,
    endsAt: null,
    endedAt: null,
    endedBy: null,
  });
  const row = (method: MethodId): MethodRow => ({
    method,
    flow: 'redirect',
    worksWithoutScript: true,
    reason: null,
  });
  /** Of 2,000 sessions, the share that can choose PayMe so many hours after the alarm. */
  const openTo = (raised: OutageRow, hours: number) => {
    const now = new Date(raisedAt.getTime() + hours * 60 * 60_000);
    const seen = Array.from({ length: 2_000 }, () => {
      const visit = { sessionId: newSessionId(false), region: 'HK', inApp: null, now };
      const listed = { rows: [row('payme'), row('fps')], express: [] };
      const [payme] = withOutages(listed, [raised], visit).rows;
      return payme?.reason === null && payme.outage !== undefined;
    });
    return seen.filter(Boolean).length / seen.length;
  };

  test('by an alarm stays open to one session in ten, and to more with each hour, at most half', () => {
    const raised = outage('detector');
    expect(openTo(raised, 0.9)).toBeCloseTo(0.1, 1);
    expect(openTo(raised, 2.5)).toBeCloseTo(0.3, 1);
    expect(openTo(raised, 48)).toBeCloseTo(0.5, 1);
  });

  test('by hand is closed for all, however long', () => {
    expect(openTo(outage('merchant'), 48)).toBe(0);
  });
});

describeOnEachDatabase('the page while a method is out of order', (getDatabase) => {
  let world: OutageWorld;

  beforeEach(async () => {
    world = await createOutageWorld(getDatabase());
  });

  const raise = (method: MethodId, asked: Partial<OutageRequest> = {}) =>
    getDatabase().db.transaction((tx) =>
      raiseOutage(world.context, tx, world.owner, { method, publicReason: {}, ...asked }),
    );
  const end = (id: string) =>
    getDatabase().db.transaction((tx) => endOutage(world.context, tx, world.owner, id));
  const configure = (change: Partial<typeof orderingConfig.$inferInsert>) =>
    getDatabase()
      .db.insert(orderingConfig)
      .values({
        ...world.owner,
        policy: 'fixed',
        rules: NO_RULES,
        feeShares: {},
        outageAction: 'close',
        pausedAt: null,
        version: 1,
        updatedAt: world.clock.now(),
        ...change,
      });
  /** An alarm on PayMe. */
  const breakPayme = async () => {
    for (let time = 0; time < 6; time += 1) await world.tries('payme', 'decline');
    await watchMethods(world.context);
  };

  test('it can be chosen, lower and with a word, and is not chosen for anybody', async () => {
    expect(await world.look()).toMatchObject({ preselected: 'payme' });
    const { id } = await raise('payme', { action: 'move_down', publicReason: SAID });
    const page = await world.look();
    expect(page).toMatchObject({
      preselected: 'fps',
      methods: [
        { method: 'fps', reason: null },
        { method: 'card', reason: null },
        { method: 'payme', reason: null, outage: { publicReason: SAID } },
      ],
    });
    expect(page.methods[0]).not.toHaveProperty('outage');
    await end(id);
    const after = await world.look();
    expect(after).toMatchObject({ preselected: 'payme', methods: [{ method: 'payme' }, {}, {}] });
    expect(after.methods[0]).not.toHaveProperty('outage');
  });

  test('a list that was shown stays as it is: the word comes, and goes', async () => {
    const { sessionId } = await world.look();
    const { id } = await raise('payme', { action: 'move_down' });
    expect(await world.look({ sessionId })).toMatchObject({
      preselected: 'fps',
      methods: [{ method: 'payme', outage: { publicReason: {} } }, { method: 'fps' }, {}],
    });
    await end(id);
    const after = await world.look({ sessionId });
    expect(after.methods.map(({ method }) => method)).toEqual(['payme', 'fps', 'card']);
    expect(after.methods[0]).not.toHaveProperty('outage');
  });

  test('closed, it cannot be chosen, where it was shown too, and says why', async () => {
    await configure({ rules: { ...NO_RULES, order: ['card', 'payme', 'fps'] } });
    const { sessionId, methods } = await world.look();
    expect(methods.map(({ method }) => method)).toEqual(['card', 'payme', 'fps']);
    await raise('payme', { action: 'close', publicReason: SAID });
    for (const of of [{ sessionId }, {}]) {
      const closed = (await world.look(of)).methods.find(({ method }) => method === 'payme');
      expect(closed).toMatchObject({ reason: { code: 'out_of_order', publicReason: SAID } });
    }
    const again = await world.look({ sessionId });
    expect(again.methods.map(({ method }) => method)).toEqual(['card', 'payme', 'fps']);
  });

  test('a page that was open before can still pay with it', async () => {
    const { sessionId } = await world.look();
    await raise('payme', { action: 'close' });
    const begun = await startPayment(world.context, {
      sessionId,
      method: 'payme',
      device: DESKTOP,
      locale: 'en',
      input: {},
      customerEmail: null,
    });
    expect(begun).toMatchObject({ kind: 'attempt' });
  });

  test('nothing is closed that would leave nothing to pay with', async () => {
    await raise('payme', { action: 'close' });
    await raise('fps', { action: 'close', publicReason: SAID });
    const { methods, preselected } = await world.look({ allowedMethods: ['payme', 'fps'] });
    expect(methods).toMatchObject([
      { method: 'payme', reason: null, outage: { publicReason: {} } },
      { method: 'fps', reason: null, outage: { publicReason: SAID } },
    ]);
    expect(preselected).toBe('payme');
  });

  test('what an alarm closes is closed on the page, until its merchant ends it', async () => {
    await configure({});
    await breakPayme();
    const reasons = [];
    // One session in ten is offered it.
    for (let time = 0; time < 6; time += 1) {
      const { methods } = await world.look();
      reasons.push(methods.find(({ method }) => method === 'payme')?.reason?.code);
    }
    expect(reasons).toContain('out_of_order');
    await end((await raise('payme', { action: 'close' })).id);
    expect((await world.look()).methods[0]).toMatchObject({ method: 'payme', reason: null });
  });

  test('an alarm in one region is nobody’s else', async () => {
    for (let time = 0; time < 8; time += 1) {
      const { sessionId } = await world.look({ region: 'CN' });
      world.provider.queueEffects('decline');
      await world.start('payme', sessionId);
      world.clock.advance(20_000);
      await world.tries('payme', 'capture');
    }
    await watchMethods(world.context);
    const there = (await world.look({ region: 'CN' })).methods.at(-1);
    expect(there).toMatchObject({ method: 'payme', outage: { publicReason: {} } });
    const here = (await world.look({ region: 'HK' })).methods[0];
    expect(here).toMatchObject({ method: 'payme' });
    expect(here).not.toHaveProperty('outage');
  });

  test('the kill switch of the ordering leaves everything in its place, with its word', async () => {
    await configure({ pausedAt: world.clock.now() });
    await raise('payme', { action: 'move_down' });
    expect(await world.look()).toMatchObject({
      preselected: 'fps',
      methods: [{ method: 'payme', outage: { publicReason: {} } }, {}, {}],
    });
  });

  test('a wallet of the browser that is closed is no button', async () => {
    world = await createOutageWorld(getDatabase(), ['card', 'fps', 'apple_pay', 'google_pay']);
    await seedSession(world.context, world.owner.merchantId);
    expect((await world.look()).express?.methods).toEqual(['apple_pay', 'google_pay']);
    await raise('apple_pay');
    expect((await world.look()).express?.methods).toEqual(['google_pay']);
  });
});
