import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type Stripe from 'stripe';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { learnOfDispute } from '#lib/operations/follow-disputes.ts';
import { type ScriptedWorld, createScriptedWorld } from '#lib/operations/testing/scripted-world.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { type ApiServer, idOf, startApiServer, testKey } from './testing/api-server.ts';
import { refusalOf } from './testing/refusal-of.ts';

describeOnEachDatabase('disputes through the official SDK', (getDatabase) => {
  let world: ScriptedWorld;
  let server: ApiServer;
  let stripe: Stripe;

  beforeAll(async () => {
    server = await startApiServer((request) => handleApiRequest(world.context, request));
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    stripe = server.stripe(await testKey(world.context, world.merchant.merchantId));
  });

  const pay = async (): Promise<PaymentAttemptId> => {
    const { context, merchant } = world;
    return world.start('card', await seedSession(context, merchant.merchantId));
  };
  const learn = async (attemptId: PaymentAttemptId, reference: string): Promise<void> => {
    const attempt = await findAttempt(getDatabase().db, attemptId);
    if (attempt === null) throw new Error(`${attemptId} is nowhere.`);
    await learnOfDispute(world.context, attempt, reference);
    world.clock.advance(1_000);
  };

  test('a dispute is retrieved, listed, filtered and written out', async () => {
    const [first, second] = [await pay(), await pay()];
    await learn(first, world.provider.disputes.open(first));
    await learn(second, world.provider.disputes.open(second, { status: 'warning_needs_response' }));
    const all = await stripe.disputes.list({ limit: 1 }).autoPagingToArray({ limit: 9 });
    expect(all).toMatchObject([
      { status: 'warning_needs_response', balance_transactions: [] },
      {
        amount: 12_850,
        currency: 'hkd',
        reason: 'fraudulent',
        status: 'needs_response',
        balance_transactions: [{ type: 'adjustment', amount: -12_850 }],
        evidence_details: { has_evidence: false, past_due: false },
      },
    ]);
    const [, known] = all;
    if (known === undefined) throw new Error('no dispute');
    expect(known.id).toMatch(/^dp_/);
    expect(await stripe.disputes.retrieve(known.id)).toEqual(known);
    const charge = idOf(known.charge);
    for (const params of [{ charge }, { payment_intent: idOf(known.payment_intent) }]) {
      expect((await stripe.disputes.list(params)).data).toEqual([known]);
    }
    expect((await stripe.disputes.list({ created: { lt: known.created } })).data).toEqual([]);
    expect(await refusalOf(stripe.disputes.list({ charge: 'ch_x' }))).toMatchObject({
      param: 'charge',
    });
    const expanded = await stripe.disputes.retrieve(known.id, {
      expand: ['charge', 'payment_intent.latest_charge'],
    });
    expect(expanded).toMatchObject({
      charge: { id: charge, disputed: true },
      payment_intent: { latest_charge: { disputed: true } },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true });
    world.clock.advance(11 * 24 * 60 * 60_000);
    expect(await stripe.disputes.retrieve(known.id)).toMatchObject({
      evidence_details: { past_due: true },
    });
  });

  test('what it moves stands on the balance', async () => {
    const paid = await pay();
    const reference = world.provider.disputes.open(paid);
    await learn(paid, reference);
    world.provider.disputes.win(reference);
    await learn(paid, reference);
    const { data } = await stripe.balanceTransactions.list({ type: 'adjustment' });
    expect(data).toMatchObject([
      { amount: 12_850, net: 12_850, reporting_category: 'dispute_reversal' },
      { amount: -12_850, net: -12_850, reporting_category: 'dispute' },
    ]);
    const [back] = data;
    const source = idOf(back?.source);
    expect((await stripe.balanceTransactions.list({ source })).data).toEqual(data);
    expect(await stripe.balanceTransactions.retrieve(back?.id ?? '')).toEqual(back);
    const paged = await stripe.balanceTransactions
      .list({ limit: 1 })
      .autoPagingToArray({ limit: 9 });
    expect(paged.map(({ type }) => type)).toEqual(['adjustment', 'adjustment', 'charge']);
    const [written] = (await stripe.balanceTransactions.list({ source, expand: ['data.source'] }))
      .data;
    expect(written?.source).toMatchObject({ object: 'dispute', status: 'won' });
  });

  test('a lost one has taken what a refund would give', async () => {
    const paid = await pay();
    const reference = world.provider.disputes.open(paid, { status: 'lost' });
    await learn(paid, reference);
    const [dispute] = (await stripe.disputes.list()).data;
    expect(await refusalOf(stripe.refunds.create({ charge: idOf(dispute?.charge) }))).toMatchObject(
      { statusCode: 400, code: 'charge_disputed', param: 'charge' },
    );
  });

  test('evidence and acceptance are the provider’s, and are refused by its name', async () => {
    const paid = await pay();
    const reference = world.provider.disputes.open(paid);
    await learn(paid, reference);
    const [dispute] = (await stripe.disputes.list()).data;
    const id = dispute?.id ?? '';
    for (const call of [
      () => stripe.disputes.update(id, { evidence: { uncategorized_text: 'sent' }, submit: true }),
      () => stripe.disputes.close(id),
    ]) {
      const refusal = await refusalOf(call());
      expect(refusal).toMatchObject({ statusCode: 400, code: 'dispute_answered_at_provider' });
      expect(refusal.message).toContain(reference);
      expect(refusal.message).toContain('2026-12-03T02:00:00.000Z');
    }
    expect(await refusalOf(stripe.disputes.close('dp_x'))).toMatchObject({ statusCode: 404 });
  });

  test('another merchant’s are not there', async () => {
    const paid = await pay();
    await learn(paid, world.provider.disputes.open(paid));
    const [dispute] = (await stripe.disputes.list()).data;
    const { merchantId } = await seedMerchant(world.context);
    const other = server.stripe(await testKey(world.context, merchantId));
    expect((await other.disputes.list()).data).toEqual([]);
    expect((await other.balanceTransactions.list()).data).toEqual([]);
    expect(await refusalOf(other.disputes.retrieve(dispute?.id ?? ''))).toMatchObject({
      statusCode: 404,
    });
  });
});
