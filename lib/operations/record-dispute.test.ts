import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { dispute, disputeMovement } from '#lib/db/schema/dispute.ts';
import { discrepancy, refund } from '#lib/db/schema/money.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { resolveDiscrepancy } from '#lib/db/stores/discrepancy-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { DisputeMovement, DisputeStatus } from '#lib/domain/dispute.ts';
import { money } from '#lib/domain/money.ts';
import { createRefund } from './create-refund.ts';
import { followDisputes } from './follow-disputes.ts';
import { processNotifications } from './process-notifications.ts';
import { receiveNotification } from './receive-notification.ts';
import { recordDispute } from './record-dispute.ts';
import { reconcile } from './reconcile.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const DAY_MS = 24 * 60 * 60_000;
const DUE = 12_850n;

describeOnEachDatabase('disputes', (getDatabase) => {
  let world: ScriptedWorld;
  let provider: ScriptedWorld['provider'];
  let attemptId: PaymentAttemptId;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
    ({ provider } = world);
    attemptId = await world.start('card');
    world.clock.advance(60_000);
    disputedBefore = 0n;
  });

  let sent = 0;
  let disputedBefore = 0n;
  async function notify(
    reference: string,
    about = attemptId,
    at: 'stripe' | 'airwallex' = 'stripe',
  ): Promise<void> {
    await receiveNotification(world.context, {
      provider: at,
      accountId: world.merchant.accounts[at],
      ...provider.notificationOf(about, `evt_${(sent += 1)}`, aboutDispute(reference)),
    });
    await processNotifications(world.context);
    world.clock.advance(1_000);
  }

  const rows = () => getDatabase().db.select().from(dispute);
  const raised = () =>
    getDatabase().db.select().from(discrepancy).where(eq(discrepancy.kind, 'disputed'));
  async function told(): Promise<readonly string[]> {
    const events = await getDatabase().db.select().from(event);
    return events
      .filter(({ type }) => type.startsWith('charge.dispute.'))
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .map(({ type }) => type.slice('charge.dispute.'.length));
  }
  const order = (amount: bigint | null) =>
    getDatabase().db.transaction((tx) =>
      createRefund(world.context, tx, {
        merchantId: world.merchant.merchantId,
        livemode: false,
        of: { attemptId },
        amount,
        reason: null,
        metadata: {},
      }),
    );

  it('take the money out of sales, and give it back when won', async () => {
    const reference = provider.disputes.open(attemptId);
    await notify(reference);
    expect(await rows()).toMatchObject([
      { providerReference: reference, status: 'needs_response', amount: DUE, writtenOff: 0n },
    ]);
    expect(await ledgerBalances(getDatabase().db)).toEqual({
      'provider:stripe': DUE,
      merchant_sales: 0n,
      disputed: -DUE,
    });
    expect(await raised()).toMatchObject([{ resolvedAt: null }]);
    const { attempts } = await moneyFacts(getDatabase().db, world.sessionId);
    expect(attempts[0]?.disputed).toBe(true);

    provider.disputes.win(reference);
    await notify(reference);
    expect(await ledgerBalances(getDatabase().db)).toEqual({
      'provider:stripe': DUE,
      merchant_sales: -DUE,
      disputed: 0n,
    });
    expect((await raised())[0]?.resolvedAt).not.toBeNull();
    expect([...(await told())].sort()).toEqual([
      'closed',
      'created',
      'funds_reinstated',
      'funds_withdrawn',
    ]);
  });

  it('that are lost leave nothing at the provider, and are left for a person to see', async () => {
    const reference = provider.disputes.open(attemptId);
    await notify(reference);
    provider.disputes.change(reference, { status: 'lost' });
    await notify(reference);
    const lost = { 'provider:stripe': 0n, merchant_sales: 0n, disputed: 0n };
    expect(await ledgerBalances(getDatabase().db)).toEqual(lost);
    expect(await raised()).toMatchObject([{ resolvedAt: null }]);
    // An appeal that is lost again, and one that is won.
    provider.disputes.change(reference, { status: 'appeal_under_review' });
    await notify(reference);
    expect(await ledgerBalances(getDatabase().db)).toMatchObject({ disputed: -DUE });
    provider.disputes.change(reference, { status: 'lost' });
    await notify(reference);
    expect(await ledgerBalances(getDatabase().db)).toEqual(lost);
    provider.disputes.win(reference);
    await notify(reference);
    expect(await ledgerBalances(getDatabase().db)).toEqual({
      'provider:stripe': DUE,
      merchant_sales: -DUE,
      disputed: 0n,
    });
  });

  it('that go wrong after a person has dealt with them are shown again', async () => {
    const resolve = async () => {
      const [open, ...others] = await raised();
      if (open === undefined) throw new Error('nothing was raised');
      expect(others).toEqual([]);
      await resolveDiscrepancy(getDatabase().db, open.id, world.clock.now());
    };
    const reference = provider.disputes.open(attemptId);
    await notify(reference);
    await resolve();
    provider.disputes.change(reference, { status: 'under_review', hasEvidence: true });
    await notify(reference);
    expect((await raised())[0]?.resolvedAt).not.toBeNull();
    provider.disputes.win(reference);
    await notify(reference);
    // Arbitration: the bank takes it again, and keeps it.
    provider.disputes.withdraw(reference);
    const wordedAnew = { status: 'under_review', reason: 'unrecognized' } as const;
    provider.disputes.change(reference, wordedAnew);
    await notify(reference);
    expect(await raised()).toMatchObject([
      { resolvedAt: null, detail: { reason: 'unrecognized', status: 'under_review' } },
    ]);
    await resolve();
    provider.disputes.change(reference, { status: 'lost' });
    await notify(reference);
    expect(await raised()).toMatchObject([{ resolvedAt: null, detail: { status: 'lost' } }]);
    await resolve();
    await notify(reference);
    expect((await raised())[0]?.resolvedAt).not.toBeNull();
  });

  it.each(['prevented', 'warning_closed'] as const)(
    'that end as %s leave nothing of what they took at the provider, until it comes back',
    async (status) => {
      const reference = provider.disputes.open(attemptId);
      await notify(reference);
      provider.disputes.change(reference, { status });
      await notify(reference);
      await notify(reference);
      expect(await ledgerBalances(getDatabase().db)).toEqual({
        'provider:stripe': 0n,
        merchant_sales: 0n,
        disputed: 0n,
      });
      provider.disputes.win(reference);
      provider.disputes.change(reference, { status });
      await notify(reference);
      expect(await ledgerBalances(getDatabase().db)).toEqual({
        'provider:stripe': DUE,
        merchant_sales: -DUE,
        disputed: 0n,
      });
    },
  );

  it('tell nothing twice, and what changes in between', async () => {
    const reference = provider.disputes.open(attemptId);
    for (let i = 0; i < 3; i += 1) await notify(reference);
    expect(await told()).toEqual(['created', 'funds_withdrawn']);
    provider.disputes.change(reference, {
      status: 'under_review',
      hasEvidence: true,
      submissionCount: 1,
    });
    await notify(reference);
    await notify(reference);
    expect(await told()).toEqual(['created', 'funds_withdrawn', 'updated']);
    const [updated] = (await getDatabase().db.select().from(event)).filter(
      ({ type }) => type === 'charge.dispute.updated',
    );
    expect(updated?.previousAttributes).toMatchObject({ status: 'needs_response' });
  });

  it('that are questions take no money, and leave a refund to end them', async () => {
    const reference = provider.disputes.open(attemptId, {
      status: 'warning_needs_response',
      chargeRefundable: true,
    });
    await notify(reference);
    expect(await told()).toEqual(['created']);
    expect(await ledgerBalances(getDatabase().db)).toMatchObject({ merchant_sales: -DUE });
    await order(null);
    provider.disputes.change(reference, { status: 'warning_closed' });
    await notify(reference);
    expect(await told()).toEqual(['created', 'closed']);
    expect((await raised())[0]?.resolvedAt).not.toBeNull();
  });

  it('keep refunds within what they left, by the code and by the database', async () => {
    const half = money(6_000n, 'HKD');
    const reference = provider.disputes.open(attemptId, { amount: half, chargeRefundable: true });
    await notify(reference);
    await expect(order(6_851n)).rejects.toMatchObject({ code: 'amount_too_large' });
    await order(6_000n);
    const [row] = await getDatabase().db.select().from(refund);
    if (row === undefined) throw new Error('no refund');
    const more = { ...row, id: 're_more' as typeof row.id, idempotencyKey: 'more', amount: 851n };
    // The drivers wrap the database's words, each in its own way.
    await expect(getDatabase().db.insert(refund).values(more)).rejects.toThrow();
    await getDatabase()
      .db.insert(refund)
      .values({ ...more, amount: 850n });
  });

  it('let a refund that was ordered before go its way', async () => {
    const ordered = await order(null);
    const reference = provider.disputes.open(attemptId);
    await notify(reference);
    await getDatabase().db.update(refund).set({ status: 'succeeded' });
    expect(ordered).not.toBeNull();
    expect((await raised())[0]?.detail).toMatchObject({ refunded: '128.50' });
  });

  it.each([
    ['lost', true],
    ['needs_response', false],
  ] as const)('that are %s refuse a refund of their charge', async (status, chargeRefundable) => {
    await notify(provider.disputes.open(attemptId, { status, chargeRefundable }));
    await expect(order(1n)).rejects.toMatchObject({ code: 'charge_disputed' });
  });

  it.each([true, false])(
    'that are lost in part leave the rest: refundable %s',
    async (refundable) => {
      const reference = provider.disputes.open(attemptId, {
        amount: money(6_000n, 'HKD'),
        status: 'lost',
        chargeRefundable: refundable,
      });
      await notify(reference);
      if (!refundable) {
        await expect(order(1n)).rejects.toMatchObject({ code: 'charge_disputed' });
        return;
      }
      await expect(order(DUE - 5_999n)).rejects.toMatchObject({ code: 'amount_too_large' });
      expect(await order(null)).toMatchObject({ item: { refund: { amount: DUE - 6_000n } } });
      await expect(order(1n)).rejects.toMatchObject({ code: 'charge_disputed' });
    },
  );

  it('that were won leave their charge to be refunded', async () => {
    const reference = provider.disputes.open(attemptId);
    provider.disputes.win(reference);
    await notify(reference);
    expect(await order(null)).toMatchObject({ item: { refund: { amount: DUE } } });
  });

  it('of money paid twice take what was owed to the shopper', async () => {
    provider.queueEffects('require_action');
    const session = await seedSession(world.context, world.merchant.merchantId);
    const code = await world.start('fps', session);
    await world.start('card', session);
    provider.shopperPays(code);
    world.clock.advance(DAY_MS);
    await reconcile(world.context);
    await getDatabase().db.update(refund).set({ status: 'failed' });
    await notify(provider.disputes.open(code), code, 'airwallex');
    expect(await ledgerBalances(getDatabase().db)).toMatchObject({
      merchant_sales: -2n * DUE,
      customer_overpayment: 0n,
      disputed: -DUE,
    });
  });

  it('of overpaid money take it once, however many they are and in however many movements', async () => {
    provider.queueEffects('require_action');
    const session = await seedSession(world.context, world.merchant.merchantId);
    const code = await world.start('fps', session);
    await world.start('card', session);
    provider.shopperPays(code);
    world.clock.advance(DAY_MS);
    await reconcile(world.context);
    await getDatabase().db.update(refund).set({ status: 'failed' });
    const refunded = 5_000n;
    await getDatabase().db.transaction((tx) =>
      createRefund(world.context, tx, {
        merchantId: world.merchant.merchantId,
        livemode: false,
        of: { attemptId: code },
        amount: refunded,
        reason: null,
        metadata: {},
      }),
    );
    const attempt = (await moneyFacts(getDatabase().db, session)).attempts.find(
      ({ id }) => id === code,
    );
    if (attempt === undefined) throw new Error('no attempt');
    const start = await ledgerBalances(getDatabase().db);
    const moved = async () => {
      const now = await ledgerBalances(getDatabase().db);
      const since = (account: string) => (now[account] ?? 0n) - (start[account] ?? 0n);
      return {
        overpaid: since('customer_overpayment'),
        sales: since('merchant_sales'),
        disputed: since('disputed'),
      };
    };
    const some = fc.array(
      fc.record({ of: fc.nat({ max: 1 }), amount: fc.bigInt({ min: 1n, max: 4_000n }) }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (withdrawals, atOnce) => {
        const inquiry = { status: 'warning_needs_response' } as const;
        const references = [0, 1].map(() => provider.disputes.open(code, inquiry));
        const movements: DisputeMovement[][] = [[], []];
        const record = async (of: number, status: DisputeStatus) => {
          const answer = provider.disputes.retrieve(references[of] ?? '');
          if (answer.kind !== 'found') throw new Error('no answer');
          world.clock.advance(1_000);
          const dispute = { ...answer.dispute, status, movements: movements[of] ?? [] };
          const askedAt = world.clock.now();
          expect(await recordDispute(world.context, { attempt, dispute, askedAt })).toBe(
            'recorded',
          );
        };
        const move = (kind: DisputeMovement['kind'], of: number, amountMinor: bigint) => {
          const reference = `${kind}_${movements[of]?.length ?? 0}`;
          const amount = money(amountMinor, 'HKD');
          movements[of]?.push({ kind, reference, amount, at: world.clock.now() });
        };
        for (const of of [0, 1]) await record(of, 'warning_needs_response');
        for (const { of, amount } of withdrawals) {
          move('withdrawn', of, amount);
          if (!atOnce) await record(of, 'needs_response');
        }
        for (const of of [0, 1]) await record(of, 'needs_response');
        const total = withdrawals.reduce((sum, { amount }) => sum + amount, 0n);
        const left = DUE - refunded;
        const overpaid = total < left ? total : left;
        expect(await moved()).toEqual({ overpaid, sales: total - overpaid, disputed: -total });
        for (const { of, amount } of withdrawals.toReversed()) {
          move('reinstated', of, amount);
          if (!atOnce) await record(of, 'under_review');
        }
        for (const of of [0, 1]) await record(of, 'won');
        expect(await moved()).toEqual({ overpaid: 0n, sales: 0n, disputed: 0n });
        const held = (await rows()).filter(({ attemptId: of }) => of === code);
        expect(held.every(({ fromOverpayment }) => fromOverpayment === 0n)).toBe(true);
      }),
      { numRuns: 6 },
    );
  });

  it('are looked at every day while they are open', async () => {
    const reference = provider.disputes.open(attemptId);
    await notify(reference);
    expect(await followDisputes(world.context)).toBe(0);
    provider.disputes.change(reference, { status: 'lost' });
    world.clock.advance(DAY_MS);
    provider.queueFates('dispute', 'lost_before_effect');
    expect(await followDisputes(world.context)).toBe(1);
    expect((await rows())[0]?.status).toBe('needs_response');
    world.clock.advance(2 * 60 * 60_000);
    expect(await followDisputes(world.context)).toBe(1);
    expect(await rows()).toMatchObject([{ status: 'lost', nextCheckAt: null }]);
    world.clock.advance(30 * DAY_MS);
    expect(await followDisputes(world.context)).toBe(0);
  });

  it('that could not be asked about are asked about again', async () => {
    const reference = provider.disputes.open(attemptId);
    provider.queueFates('dispute', 'lost_before_effect');
    await notify(reference);
    expect(await rows()).toEqual([]);
    world.clock.advance(60_000);
    await processNotifications(world.context);
    expect(await rows()).toHaveLength(1);
  });

  it('wait until what is disputed is booked', async () => {
    provider.queueEffects('authorize');
    const options = { captureMethod: 'manual' } as const;
    const session = await seedSession(world.context, world.merchant.merchantId, options);
    const held = await world.start('card', session);
    await notify(provider.disputes.open(held), held);
    expect(await rows()).toEqual([]);
    provider.shopperPays(held);
    world.clock.advance(60_000);
    await processNotifications(world.context);
    expect(await rows()).toMatchObject([{ attemptId: held, amount: DUE }]);
  });

  it('of another payment than the notification says are not recorded', async () => {
    const other = await world.start(
      'card',
      await seedSession(world.context, world.merchant.merchantId),
    );
    await notify(provider.disputes.open(other), attemptId);
    expect(await rows()).toEqual([]);
  });

  it('are no other account’s to tell of', async () => {
    const stranger = await seedMerchant(world.context);
    await receiveNotification(world.context, {
      provider: 'stripe',
      accountId: stranger.accounts.stripe,
      ...provider.notificationOf(
        attemptId,
        'evt_forged',
        aboutDispute(provider.disputes.open(attemptId)),
      ),
    });
    await processNotifications(world.context);
    expect(await rows()).toEqual([]);
  });

  it('end the same whatever order their notifications come in', async () => {
    const step = fc.constantFrom('review', 'lost', 'appeal', 'won', 'notify', 'lose_answer');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const session = await seedSession(world.context, world.merchant.merchantId);
        const paid = await world.start('card', session);
        const reference = provider.disputes.open(paid);
        for (const one of steps) {
          if (one === 'review') provider.disputes.change(reference, { status: 'under_review' });
          if (one === 'lost') provider.disputes.change(reference, { status: 'lost' });
          if (one === 'appeal')
            provider.disputes.change(reference, { status: 'appeal_under_review' });
          if (one === 'lose_answer') provider.queueFates('dispute', 'lost_after_effect');
          if (one === 'notify' || one === 'lose_answer') await notify(reference, paid);
        }
        const won = steps.includes('won');
        if (won) provider.disputes.win(reference);
        else provider.disputes.change(reference, { status: 'lost' });
        await notify(reference, paid);
        const before = await ledgerBalances(getDatabase().db);
        await notify(reference, paid);
        expect(await ledgerBalances(getDatabase().db)).toEqual(before);
        expect(before['disputed']).toBe(0n);

        const [row, ...others] = (await rows()).filter(({ attemptId: of }) => of === paid);
        expect(others).toEqual([]);
        expect(row).toMatchObject({
          status: won ? 'won' : 'lost',
          writtenOff: won ? 0n : DUE,
          fromOverpayment: 0n,
        });
        const moved = await getDatabase()
          .db.select()
          .from(disputeMovement)
          .where(eq(disputeMovement.disputeId, row?.id ?? ('' as never)));
        expect(moved.map(({ kind }) => kind).sort()).toEqual(
          won ? ['reinstated', 'withdrawn'] : ['withdrawn'],
        );
      }),
      { numRuns: 6 },
    );
  });

  it('end the same whatever order their provider’s answers come in', async () => {
    const course = [
      'needs_response',
      'under_review',
      'lost',
      'appeal_under_review',
      'won',
    ] as const;
    const some = fc.integer({ min: 1, max: course.length }).chain((length) =>
      fc.record({
        length: fc.constant(length),
        // Each answer once or twice, in any order.
        order: fc.shuffledSubarray([
          ...Array.from({ length }, (_, i) => i),
          ...Array.from({ length }, (_, i) => i),
        ]),
        last: fc.nat(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(some, async ({ length, order: shuffled, last }) => {
        const session = await seedSession(world.context, world.merchant.merchantId);
        const paid = await world.start('card', session);
        const { attempts } = await moneyFacts(getDatabase().db, session);
        const [attempt] = attempts.filter(({ id }) => id === paid);
        if (attempt === undefined) throw new Error('no attempt');
        const reference = provider.disputes.open(paid);
        const answers = course.slice(0, length).map((status) => {
          if (status === 'won') provider.disputes.win(reference);
          else provider.disputes.change(reference, { status });
          return provider.disputes.retrieve(reference);
        });
        // The last one is among them.
        const sequence = shuffled.toSpliced(last % (shuffled.length + 1), 0, length - 1);
        const began = world.clock.now().getTime();
        for (const index of sequence) {
          const answer = answers[index];
          if (answer?.kind !== 'found') throw new Error('no answer');
          const askedAt = new Date(began + index);
          await recordDispute(world.context, { attempt, dispute: answer.dispute, askedAt });
          world.clock.advance(1_000);
        }
        const status = course[length - 1];
        const closed = status === 'lost' || status === 'won';
        const [row] = (await rows()).filter(({ attemptId: of }) => of === paid);
        expect(row).toMatchObject({ status, writtenOff: status === 'lost' ? DUE : 0n });
        const moved = await getDatabase()
          .db.select()
          .from(disputeMovement)
          .where(eq(disputeMovement.disputeId, row?.id ?? ('' as never)));
        expect(moved.map(({ kind }) => kind)).toHaveLength(status === 'won' ? 2 : 1);
        const after = (await ledgerBalances(getDatabase().db))['disputed'] ?? 0n;
        expect(after - disputedBefore).toBe(closed ? 0n : -DUE);
        disputedBefore = after;
      }),
      { numRuns: 10 },
    );
  });
});

function aboutDispute(providerReference: string) {
  return { kind: 'dispute', providerReference } as const;
}
