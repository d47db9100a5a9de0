import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type Stripe from 'stripe';
import { discrepancy } from '#lib/db/schema/money.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import type { ReportedPayout } from '#lib/domain/payout.ts';
import { processNotifications } from '#lib/operations/process-notifications.ts';
import { receiveNotification } from '#lib/operations/receive-notification.ts';
import { recordReview } from '#lib/operations/record-review.ts';
import type { NotificationAbout } from '#lib/operations/testing/scripted-provider.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';

describeOnEachDatabase('reviews and payouts through the official SDK', (getDatabase) => {
  let world: ScriptedWorld;
  let server: ApiServer;
  let stripe: Stripe;
  let attemptId: PaymentAttemptId;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(world.context, request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
    attemptId = await world.start('card');
    world.clock.advance(1_000);
  });

  const paidAttempt = async () => {
    const attempt = await findAttempt(getDatabase().db, attemptId);
    if (attempt === null) throw new Error(`${attemptId} is nowhere.`);
    return attempt;
  };
  let sent = 0;
  const notify = async (about: NotificationAbout): Promise<void> => {
    await receiveNotification(world.context, {
      provider: 'stripe',
      accountId: world.merchant.accounts.stripe,
      ...world.provider.notificationOf(attemptId, `evt_${(sent += 1)}`, about),
    });
    await processNotifications(world.context);
    world.clock.advance(1_000);
  };
  const told = async () =>
    (await stripe.events.list({ limit: 100 })).data
      .map(({ type }) => type)
      .filter((type) => type.startsWith('review.') || type.startsWith('payout.'));
  const reported = async (open: boolean) => ({
    reference: 'prv_1',
    paymentReference: (await paidAttempt()).providerReference,
    open,
    openedReason: 'rule',
    closedReason: open ? null : ('approved' as const),
    openedAt: new Date('2026-11-23T02:00:00Z'),
  });
  const aboutReview = { kind: 'review', providerReference: 'prv_1' } as const;

  test('a review is passed on, read, and named by its charge and its intent', async () => {
    world.provider.reviews.set('prv_1', await reported(true));
    for (let i = 0; i < 2; i += 1) await notify(aboutReview);
    expect(await told()).toEqual(['review.opened']);
    const { data } = await stripe.reviews.list();
    const [review] = data;
    expect(data).toMatchObject([
      { open: true, opened_reason: 'rule', closed_reason: null, reason: 'rule' },
    ]);
    expect(review?.id).toMatch(/^prv_/);
    const id = review?.id ?? '';
    expect(await stripe.reviews.retrieve(id)).toEqual(review);
    const charge = await stripe.charges.retrieve(idOf(review?.charge), { expand: ['review'] });
    expect(charge.review).toEqual(review);
    expect(await stripe.paymentIntents.retrieve(idOf(review?.payment_intent))).toMatchObject({
      review: id,
    });
    expect(
      await stripe.reviews.retrieve(id, { expand: ['payment_intent.latest_charge'] }),
    ).toMatchObject({ payment_intent: { latest_charge: { id: charge.id } } });
    const raised = () => getDatabase().db.select().from(discrepancy);
    expect(await raised()).toMatchObject([{ kind: 'in_review', resolvedAt: null }]);

    world.provider.reviews.set('prv_1', await reported(false));
    await notify(aboutReview);
    expect(await told()).toEqual(['review.closed', 'review.opened']);
    expect((await stripe.reviews.list()).data).toEqual([]);
    expect(await stripe.reviews.retrieve(id)).toMatchObject({
      open: false,
      closed_reason: 'approved',
      reason: 'approved',
    });
    expect((await raised())[0]?.resolvedAt).not.toBeNull();

    const reopened = { ...(await reported(true)), openedReason: 'manual' };
    world.provider.reviews.set('prv_1', reopened);
    await notify(aboutReview);
    expect(await raised()).toMatchObject([
      { kind: 'in_review', resolvedAt: null, detail: { openedReason: 'manual' } },
    ]);
  });

  test('a review that was opened and closed meanwhile is told of as both, and stays closed', async () => {
    const attempt = await paidAttempt();
    const askedAt = world.clock.now();
    const earlier = new Date(askedAt.getTime() - 1_000);
    await recordReview(world.context, { attempt, review: await reported(false), askedAt });
    await recordReview(world.context, { attempt, review: await reported(true), askedAt: earlier });
    expect([...(await told())].sort()).toEqual(['review.closed', 'review.opened']);
    expect((await stripe.reviews.list()).data).toEqual([]);
  });

  const PAYOUT: ReportedPayout = {
    reference: 'po_1',
    amount: money(12_350n, 'HKD'),
    status: 'paid',
    automatic: true,
    method: 'standard',
    type: 'bank_account',
    statementDescriptor: null,
    arrivesAt: new Date('2026-11-25T00:00:00Z'),
    createdAt: new Date('2026-11-23T01:00:00Z'),
  };
  const aboutPayout = { kind: 'payout', providerReference: 'po_1' } as const;

  test('a payout is recorded and told of once, listed and filtered', async () => {
    world.provider.payouts.set('po_1', PAYOUT);
    world.provider.queueFates('payout', 'lost_before_effect');
    await notify(aboutPayout);
    expect(await told()).toEqual([]);
    world.clock.advance(60_000);
    await processNotifications(world.context);
    await notify(aboutPayout);
    expect(await told()).toEqual(['payout.reconciliation_completed']);
    const { data } = await stripe.payouts.list();
    expect(data).toMatchObject([
      {
        amount: 12_350,
        currency: 'hkd',
        arrival_date: PAYOUT.arrivesAt.getTime() / 1000,
        status: 'paid',
        reconciliation_status: 'completed',
      },
    ]);
    const [payout] = data;
    expect(payout?.id).toMatch(/^po_/);
    expect(await stripe.payouts.retrieve(payout?.id ?? '')).toEqual(payout);
    const arrival = payout?.arrival_date ?? 0;
    const idsOf = async (params: Stripe.PayoutListParams) =>
      (await stripe.payouts.list(params)).data.map(({ id }) => id);
    expect(await idsOf({ arrival_date: arrival, status: 'paid' })).toEqual([payout?.id]);
    expect(await idsOf({ arrival_date: { gt: arrival } })).toEqual([]);
    expect(await idsOf({ status: 'failed' })).toEqual([]);
  });

  test('another merchant’s are not there', async () => {
    world.provider.payouts.set('po_1', PAYOUT);
    world.provider.reviews.set('prv_1', await reported(true));
    await notify(aboutPayout);
    await notify(aboutReview);
    const [[payout], [review]] = [
      (await stripe.payouts.list()).data,
      (await stripe.reviews.list()).data,
    ];
    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    expect((await other.payouts.list()).data).toEqual([]);
    expect((await other.reviews.list()).data).toEqual([]);
    await expect(other.payouts.retrieve(payout?.id ?? '')).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(other.reviews.retrieve(review?.id ?? '')).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});
