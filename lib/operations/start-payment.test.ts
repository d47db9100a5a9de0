import { beforeEach, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { customer } from '#lib/db/schema/customer.ts';
import { event } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import { findSession, updateSession } from '#lib/db/stores/session-store.ts';
import type { AnsweredField } from '#lib/domain/custom-field.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { METHOD_IDS, type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { checkAttempt } from './check-attempt.ts';
import { executeRefunds } from './execute-refunds.ts';
import { loadAttempt } from './load-attempt.ts';
import { loadCheckout } from './load-checkout.ts';
import { changeSetting } from './own-setup.ts';
import { reconcile } from './reconcile.ts';
import { startPayment } from './start-payment.ts';
import { ledgerBalances, moneyFacts } from './testing/money-facts.ts';
import { ProcessDiedError } from './testing/scripted-provider.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';
import { createTestContext } from './testing/test-context.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;

describeOnEachDatabase('paying a session', (getDatabase, openNode) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let provider: ScriptedWorld['provider'];
  let sessionId: ScriptedWorld['sessionId'];
  let tokens = 0;

  beforeEach(async () => {
    ({ clock, context, provider, sessionId } = await createScriptedWorld(getDatabase()));
  });

  const pay = (method: MethodId, confirmationToken?: string, by = context) =>
    startPayment(by, {
      sessionId,
      method,
      device: DESKTOP,
      locale: 'en',
      input:
        method === 'card' || isExpressMethod(method)
          ? { confirmationToken: confirmationToken ?? `ctoken_${(tokens += 1)}` }
          : {},
      customerEmail: null,
    });

  async function attemptOf(result: Awaited<ReturnType<typeof pay>>): Promise<PaymentAttemptId> {
    if (result.kind !== 'attempt') throw new Error(`refused: ${result.kind}`);
    return result.attemptId;
  }

  const view = () => loadCheckout(context, { sessionId, device: DESKTOP });

  describe('when the merchant holds a method back', () => {
    const change = async (method: MethodId, asked: Parameters<typeof changeSetting>[3]) => {
      const { db } = context.database;
      const session = await findSession(db, sessionId);
      if (session === null) throw new Error('no session');
      await changeSetting(db, session, method, asked);
    };
    const rowOf = async (method: MethodId) => {
      const found = await view();
      if (found?.state !== 'open') throw new Error('not open');
      return found.methods.find((row) => row.method === method);
    };

    it('begins nothing with one that is off, and shows it only with the merchant’s reason', async () => {
      await change('payme', { enabled: false });
      expect(await pay('payme')).toEqual({ kind: 'method_not_available' });
      expect(await rowOf('payme')).toBeUndefined();
      const publicReason = { 'zh-HK': '系統維護' };
      await change('payme', { publicReason });
      expect(await pay('payme')).toEqual({ kind: 'method_not_available' });
      expect(await rowOf('payme')).toMatchObject({
        reason: { code: 'switched_off', publicReason },
      });
      await change('payme', { enabled: true });
      expect(await rowOf('payme')).toMatchObject({ reason: null });
      expect((await pay('payme')).kind).toBe('attempt');
    });

    it('begins nothing beyond the merchant’s limits, and says them', async () => {
      await change('payme', { minAmount: 12_851n });
      expect(await pay('payme')).toEqual({ kind: 'method_not_available' });
      expect(await rowOf('payme')).toMatchObject({
        reason: { code: 'below_minimum', limit: { amountMinor: 12_851n, currency: 'HKD' } },
      });
      await change('payme', { minAmount: null, maxAmount: 12_849n });
      expect(await pay('payme')).toEqual({ kind: 'method_not_available' });
      await change('payme', { maxAmount: 12_850n });
      expect((await pay('payme')).kind).toBe('attempt');
    });

    it('leaves no list empty: where all are off without a word, each says that it is off', async () => {
      for (const method of METHOD_IDS) await change(method, { enabled: false });
      expect(await rowOf('fps')).toMatchObject({ reason: { code: 'switched_off' } });
    });
  });

  describe('when the merchant asks for something besides', () => {
    const facts = { label: 'A', defaultValue: null };
    const bounds = { minimumLength: null, maximumLength: 8 };
    const asked: AnsweredField[] = [
      { ...facts, ...bounds, key: 'name', type: 'text', optional: true, value: null },
      { ...facts, ...bounds, key: 'member', type: 'numeric', optional: false, value: null },
    ];
    const payAnswering = (method: MethodId, answers: Record<string, string>) =>
      startPayment(context, {
        sessionId,
        method,
        device: DESKTOP,
        locale: 'en',
        input: method === 'card' ? { confirmationToken: `ctoken_${(tokens += 1)}` } : {},
        customerEmail: null,
        answers,
      });
    const kept = async () =>
      (await findSession(context.database.db, sessionId))?.customFields.map(({ value }) => value);

    beforeEach(async () => {
      await updateSession(context.database.db, sessionId, { customFields: asked });
    });

    it('begins nothing until every field has an answer that can be', async () => {
      expect(await pay('fps')).toEqual({ kind: 'answers_wrong' });
      expect(await payAnswering('card', { field_1: 'A12' })).toEqual({ kind: 'answers_wrong' });
      expect(await payAnswering('fps', { field_0: 'Amy' })).toEqual({ kind: 'answers_wrong' });
      for (const name of ['A\0', 'A\u2028y', 'A\u202Ey']) {
        const result = await payAnswering('fps', { field_0: `${name}y`, field_1: '12' });
        expect(result).toEqual({ kind: 'answers_wrong' });
      }
      expect(await kept()).toEqual([null, null]);
      expect((await moneyFacts(context.database.db, sessionId)).attempts).toEqual([]);
    });

    it('keeps the answers, and tells the merchant of them with the payment', async () => {
      await payAnswering('card', { field_0: '', field_1: ' 0012 ' });
      expect(await kept()).toEqual([null, '0012']);
      const [completed] = await context.database.db
        .select({ object: event.object })
        .from(event)
        .where(and(eq(event.subject, sessionId), eq(event.type, 'checkout.session.completed')));
      expect(completed?.object).toMatchObject({
        custom_fields: [
          { key: 'name', text: { value: null } },
          { key: 'member', numeric: { value: '0012', maximum_length: 8 } },
        ],
      });
    });

    it('takes other answers with the next try, and the old ones where none are sent', async () => {
      provider.queueEffects('require_action', 'decline', 'require_action');
      await payAnswering('fps', { field_0: 'Amy', field_1: '12' });
      // The same code again, with another name.
      await payAnswering('fps', { field_0: 'Ann', field_1: '12' });
      expect(await kept()).toEqual(['Ann', '12']);
      await payAnswering('card', { field_0: 'Bo', field_1: '34' });
      expect(await kept()).toEqual(['Bo', '34']);
      // One tap from the page of the decline, whose form asks nothing.
      expect((await pay('alipayhk')).kind).toBe('attempt');
      expect(await kept()).toEqual(['Bo', '34']);
    });

    it('changes no answer once the session is over', async () => {
      await payAnswering('card', { field_1: '12' });
      await payAnswering('card', { field_1: '99' });
      expect(await kept()).toEqual([null, '12']);
    });
  });

  describe('when the session makes a customer of whoever pays', () => {
    beforeEach(async () => {
      const { db } = context.database;
      const change = { createsCustomer: true };
      await db.update(checkoutSession).set(change).where(eq(checkoutSession.id, sessionId));
    });
    const customers = () => context.database.db.select().from(customer);
    const payWithEmail = () =>
      startPayment(context, {
        sessionId,
        method: 'card',
        device: DESKTOP,
        locale: 'en',
        input: { confirmationToken: `ctoken_${(tokens += 1)}` },
        customerEmail: 'amy@example.hk',
      });

    it('makes one as it completes, with the address, and tells of it with the payment', async () => {
      provider.queueEffects('decline', 'capture');
      await payWithEmail();
      expect(await customers()).toEqual([]);
      await payWithEmail();
      const [made, ...more] = await customers();
      expect(more).toEqual([]);
      expect(made).toMatchObject({ email: 'amy@example.hk', livemode: false });
      const told = await context.database.db.select().from(event);
      for (const type of ['checkout.session.completed', 'payment_intent.succeeded']) {
        expect(told.find((row) => row.type === type)?.object, type).toMatchObject({
          customer: made?.id,
        });
      }
      expect(await findSession(context.database.db, sessionId)).toMatchObject({
        customerId: made?.id,
      });
    });

    it('makes none while it is not paid, and one alone however often that is told', async () => {
      const attemptId = await attemptOf(await payWithEmail());
      await checkAttempt(context, attemptId, { source: 'notification' });
      await checkAttempt(context, attemptId, { source: 'return' });
      expect(await customers()).toHaveLength(1);
    });
  });

  describe('when the provider answers', () => {
    it('completes the session, books the money and writes one event', async () => {
      await pay('card');
      const facts = await moneyFacts(context.database.db, sessionId);
      expect(facts.intent).toMatchObject({ status: 'succeeded' });
      expect(facts.captures).toHaveLength(1);
      expect(facts.eventTypes).toEqual(['checkout.session.completed']);
      expect(facts.discrepancies).toEqual([]);
      expect(await ledgerBalances(context.database.db)).toEqual({
        'provider:stripe': 12_850n,
        merchant_sales: -12_850n,
      });
      expect(await view()).toMatchObject({
        state: 'paid',
        receipt: { method: 'card', returnUrl: `https://tea.example.hk/thanks?s=${sessionId}` },
      });
    });

    it('tells a decline, keeps the session open and takes another method', async () => {
      provider.queueEffects('decline', 'require_action');
      const declined = await attemptOf(await pay('card'));
      expect(
        await loadAttempt(context, { sessionId, attemptId: declined, device: DESKTOP }),
      ).toMatchObject({
        state: 'declined',
        failureCode: 'insufficient_funds',
      });
      expect(await view()).toMatchObject({
        state: 'open',
        previous: { method: 'card', failureCode: 'insufficient_funds' },
      });
      const fps = await attemptOf(await pay('fps'));
      expect(fps).not.toBe(declined);
      provider.shopperPays(fps);
      clock.advance(30_000);
      await reconcile(context);
      expect((await view())?.state).toBe('paid');
      expect(provider.charges).toHaveLength(1);
    });

    it('offers the wallets a browser may have apart from the list, and takes one as it takes a card', async () => {
      const open = await view();
      if (open?.state !== 'open') throw new Error('not open');
      expect(open.methods.map(({ method }) => method)).toEqual(
        METHOD_IDS.filter((method) => !isExpressMethod(method)),
      );
      expect(open.express?.methods).toEqual(['apple_pay', 'google_pay']);
      const paid = await attemptOf(await pay('apple_pay', 'ctoken_wallet'));
      expect(await attemptOf(await pay('apple_pay', 'ctoken_wallet'))).toBe(paid);
      expect(await view()).toMatchObject({ state: 'paid', receipt: { method: 'apple_pay' } });
      expect(provider.charges).toHaveLength(1);
    });

    it('lists everything again after a wallet that the bank was asked about was left', async () => {
      provider.queueEffects('require_action');
      const left = await attemptOf(await pay('google_pay'));
      expect(await view()).toMatchObject({ state: 'open', resumable: null, preselected: 'card' });
      await pay('card');
      expect((await findAttempt(context.database.db, left))?.status).toBe('canceled');
      expect(provider.charges).toHaveLength(1);
    });

    it('shows the same code again rather than making another', async () => {
      provider.queueEffects('require_action');
      const first = await attemptOf(await pay('fps'));
      expect(await attemptOf(await pay('fps'))).toBe(first);
      clock.advance(9.5 * 60_000);
      provider.queueEffects('require_action');
      expect(await attemptOf(await pay('fps')), 'it has less than a minute left').not.toBe(first);
    });

    it('calls an open wallet request off before it takes a card', async () => {
      provider.queueEffects('require_action');
      const wallet = await attemptOf(await pay('alipayhk'));
      await pay('card');
      expect((await findAttempt(context.database.db, wallet))?.status).toBe('canceled');
      expect(provider.charges).toHaveLength(1);
    });

    it('finds the wallet paid when it comes to call it off, and takes no card', async () => {
      provider.queueEffects('require_action');
      const wallet = await attemptOf(await pay('alipayhk'));
      provider.shopperPays(wallet);
      const result = await pay('card');
      expect(result).toEqual({ kind: 'session_over' });
      expect(provider.charges).toHaveLength(1);
      expect((await view())?.state).toBe('paid');
    });
  });

  describe('however often it is asked', () => {
    it('charges once when many tabs submit at the same moment', async () => {
      const other = createTestContext(await openNode(), {
        clock,
        providers: { stripe: provider.provider, airwallex: provider.provider },
      }).context;
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          pay('card', `ctoken_tab_${i}`, i % 2 ? other : context),
        ),
      );
      expect(provider.charges).toHaveLength(1);
      const attempts = new Set(results.map((r) => (r.kind === 'attempt' ? r.attemptId : r.kind)));
      attempts.delete('session_over');
      expect(attempts.size).toBe(1);
    });

    it('gives the same submission the attempt it made, also after it was declined', async () => {
      provider.queueEffects('decline');
      const first = await attemptOf(await pay('card', 'ctoken_once'));
      expect(await attemptOf(await pay('card', 'ctoken_once'))).toBe(first);
      expect(provider.calls.filter(({ call }) => call === 'start')).toHaveLength(1);
    });

    it('lets a lost answer block every other card until it is known', async () => {
      provider.queueFates('start', 'lost_after_effect');
      const first = await attemptOf(await pay('card'));
      expect(await attemptOf(await pay('card', 'ctoken_impatient'))).toBe(first);
      expect((await view())?.state).toBe('processing');
      clock.advance(6_000);
      await reconcile(context);
      expect((await view())?.state).toBe('paid');
      expect(provider.charges).toHaveLength(1);
    });

    it('refuses what the session cannot take, and writes nothing', async () => {
      expect(
        await startPayment(context, {
          sessionId: 'cs_test_nobody' as CheckoutSessionId,
          method: 'fps',
          device: DESKTOP,
          locale: 'en',
          input: {},
          customerEmail: null,
        }),
      ).toEqual({ kind: 'not_found' });
      clock.advance(31 * 60_000);
      expect(await pay('card')).toEqual({ kind: 'session_over' });
      expect((await moneyFacts(context.database.db, sessionId)).attempts).toEqual([]);
    });

    it('stops at a bounded number of attempts', async () => {
      for (let i = 0; i < 20; i += 1) {
        provider.queueEffects('decline');
        await pay('fps');
      }
      expect(await pay('fps')).toEqual({ kind: 'too_many_attempts' });
    });
  });

  describe('when we die in between', () => {
    it('heals a charge we never heard of, without charging again', async () => {
      provider.queueFates('start', 'process_dies_after_effect');
      await expect(pay('card')).rejects.toThrow(ProcessDiedError);
      expect((await view())?.state).toBe('processing');
      clock.advance(60_000);
      await reconcile(context);
      expect((await view())?.state).toBe('paid');
      expect(provider.charges).toHaveLength(1);
      expect((await moneyFacts(context.database.db, sessionId)).eventTypes).toEqual([
        'checkout.session.completed',
      ]);
    });

    it('sends a request that never arrived again while the shopper waits', async () => {
      provider.queueFates('start', 'process_dies_before_effect');
      await expect(pay('card')).rejects.toThrow(ProcessDiedError);
      clock.advance(60_000);
      await reconcile(context);
      expect((await view())?.state).toBe('paid');
      expect(provider.charges).toHaveLength(1);
    });

    it('charges nobody by surprise when it comes back much later', async () => {
      provider.queueFates('start', 'process_dies_before_effect');
      await expect(pay('card')).rejects.toThrow(ProcessDiedError);
      clock.advance(6 * 60_000);
      await reconcile(context);
      expect(provider.charges).toEqual([]);
      expect(await view()).toMatchObject({ state: 'open', previous: { result: 'declined' } });
    });
  });

  describe('when money comes twice or late', () => {
    it('gives back an FPS payment made after the card was charged', async () => {
      provider.queueEffects('require_action');
      const fps = await attemptOf(await pay('fps'));
      await pay('card');
      provider.shopperPays(fps);
      clock.advance(60_000);
      await reconcile(context);
      await executeRefunds(context);
      const facts = await moneyFacts(context.database.db, sessionId);
      expect(facts.captures.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'exact']);
      expect(facts.discrepancies).toContain('duplicate_payment');
      expect(facts.refunds).toMatchObject([{ amount: 12_850n, status: 'succeeded' }]);
      expect(provider.refunds).toHaveLength(1);
      const balances = await ledgerBalances(context.database.db);
      expect(balances['customer_overpayment']).toBe(0n);
      expect(balances['merchant_sales']).toBe(-12_850n);
      expect(facts.eventTypes).toEqual(['checkout.session.completed']);
    });

    it('keeps an amount that is too small, raises it, and does not call the order paid', async () => {
      provider.queueEffects('require_action');
      const fps = await attemptOf(await pay('fps'));
      const { money } = await import('#lib/domain/money.ts');
      provider.shopperPays(fps, money(10_000n, 'HKD'));
      clock.advance(30_000);
      await reconcile(context);
      const facts = await moneyFacts(context.database.db, sessionId);
      expect(facts.intent.paidAt).toBeNull();
      expect(facts.discrepancies).toEqual(['underpaid']);
      expect(facts.eventTypes).toEqual([]);
      expect((await ledgerBalances(context.database.db))['customer_overpayment']).toBe(-10_000n);
    });
  });
});
