import { eq } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import {
  findSession,
  getIntent,
  listLineItems,
  updateSession,
} from '#lib/db/stores/session-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { CHECKING_AFTER_EXPIRY_MS, MAX_RECOVERIES } from '#lib/domain/session-recovery.ts';
import { PLAIN_LINK, createPaymentLink } from './create-payment-link.ts';
import { expireSessions } from './expire-sessions.ts';
import { loadCheckout } from './load-checkout.ts';
import { reconcile } from './reconcile.ts';
import { recoverSession } from './recover-session.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const HALF_AN_HOUR_MS = 30 * 60_000;

describeOnEachDatabase('starting an expired session again', (getDatabase) => {
  let clock: ScriptedWorld['clock'];
  let context: ScriptedWorld['context'];
  let provider: ScriptedWorld['provider'];
  let sessionId: ScriptedWorld['sessionId'];
  let start: ScriptedWorld['start'];

  beforeEach(async () => {
    ({ clock, context, provider, sessionId, start } = await createScriptedWorld(getDatabase()));
    await allow(true);
  });

  async function allow(recoveryEnabled: boolean): Promise<void> {
    await context.database.db
      .update(checkoutSession)
      .set({ recoveryEnabled })
      .where(eq(checkoutSession.id, sessionId));
  }

  async function startFps(): Promise<void> {
    provider.queueEffects('require_action');
    await start('fps');
  }

  const view = (id = sessionId) => loadCheckout(context, { sessionId: id, device: DESKTOP });
  const session = async (id = sessionId) => {
    const found = await findSession(context.database.db, id);
    if (found === null) throw new Error('there is no such session');
    return found;
  };
  const fresh = async (from = sessionId): Promise<CheckoutSessionId> => {
    const id = await recoverSession(context, from);
    if (id === null) throw new Error('it was not started again');
    return id;
  };

  it('makes an open session of the same order, which names the one it came from', async () => {
    clock.advance(HALF_AN_HOUR_MS);
    await expireSessions(context);
    expect(await view()).toMatchObject({ state: 'expired', checking: false, renewable: true });
    const id = await fresh();
    expect(id).not.toBe(sessionId);
    const { db } = context.database;
    expect(await findSession(db, id)).toMatchObject({
      status: 'open',
      amountTotal: 12_850n,
      recoveredFrom: sessionId,
      recoveryCount: 1,
      recoveryEnabled: true,
      expiresAt: new Date(clock.now().getTime() + HALF_AN_HOUR_MS),
    });
    expect(await getIntent(db, id)).toMatchObject({
      status: 'requires_payment_method',
      paidAt: null,
    });
    expect(await listLineItems(db, id)).toMatchObject([{ name: 'Tieguanyin oolong', quantity: 1 }]);
    expect((await view(id))?.state).toBe('open');
  });

  it('asks anew what its page asks, with no answer of before', async () => {
    const { db } = context.database;
    const bounds = { minimumLength: null, maximumLength: null, defaultValue: null };
    await updateSession(db, sessionId, {
      customFields: [
        { ...bounds, key: 'name', label: 'Name', type: 'text', optional: false, value: 'Amy Chan' },
      ],
    });
    clock.advance(HALF_AN_HOUR_MS);
    const shown = await view(await fresh());
    expect(shown).toMatchObject({ customFields: [{ key: 'name', label: 'Name', value: null }] });
    expect((await session()).customFields).toMatchObject([{ value: 'Amy Chan' }]);
  });

  it('keeps what was answered on a link’s page, and does not show it', async () => {
    const { db } = context.database;
    const { merchantId, livemode } = await session();
    const { link } = await db.transaction((tx) =>
      createPaymentLink(
        context,
        tx,
        { merchantId, livemode },
        {
          currency: null,
          items: [
            {
              price: { currency: 'HKD', unitAmount: 12_850n, product: { name: 'Tieguanyin' } },
              quantity: 1,
              adjustable: null,
            },
          ],
          settings: PLAIN_LINK,
        },
      ),
    );
    const bounds = { minimumLength: null, maximumLength: null, defaultValue: null };
    const name = { ...bounds, key: 'name', label: 'Name', type: 'text', optional: false } as const;
    await db
      .update(checkoutSession)
      .set({ paymentLinkId: link.id, customFields: [{ ...name, value: 'Amy Chan' }] })
      .where(eq(checkoutSession.id, sessionId));
    clock.advance(HALF_AN_HOUR_MS);
    const id = await fresh();
    expect((await session(id)).customFields).toMatchObject([{ key: 'name', value: 'Amy Chan' }]);
    expect(await view(id)).toMatchObject({ state: 'open', customFields: [] });
  });

  it('finds the session it made when it is asked again, and makes no second', async () => {
    clock.advance(HALF_AN_HOUR_MS);
    const [first, second] = await Promise.all([fresh(), fresh()]);
    expect(second).toBe(first);
    expect(await fresh()).toBe(first);
    expect(await context.database.db.$count(checkoutSession)).toBe(2);
  });

  it('tells the merchant of the end first, where the background work has not come to it yet', async () => {
    clock.advance(HALF_AN_HOUR_MS);
    await fresh();
    const { eventTypes } = await moneyFacts(context.database.db, sessionId);
    expect(eventTypes).toEqual(['checkout.session.expired']);
  });

  it('is not possible where the merchant did not allow it, nor before the end', async () => {
    expect(await recoverSession(context, sessionId)).toBeNull();
    await allow(false);
    clock.advance(HALF_AN_HOUR_MS);
    expect(await view()).toMatchObject({ renewable: false });
    expect(await recoverSession(context, sessionId)).toBeNull();
    expect(await context.database.db.$count(checkoutSession)).toBe(1);
  });

  it('ends after so many times', async () => {
    let id = sessionId;
    for (let count = 0; count < MAX_RECOVERIES; count += 1) {
      clock.advance(HALF_AN_HOUR_MS);
      id = await fresh(id);
    }
    clock.advance(HALF_AN_HOUR_MS);
    expect(await view(id)).toMatchObject({ state: 'expired', renewable: false });
    expect(await recoverSession(context, id)).toBeNull();
  });

  it('waits while a code may have been paid, and ends with the receipt if it was', async () => {
    await startFps();
    clock.advance(HALF_AN_HOUR_MS);
    expect(await view()).toMatchObject({ state: 'expired', checking: true, renewable: false });
    expect(await recoverSession(context, sessionId)).toBeNull();
    await reconcile(context); // called off
    clock.advance(CHECKING_AFTER_EXPIRY_MS);
    expect(await view()).toMatchObject({ checking: false, renewable: true });
    await fresh();
  });

  it('is not possible once money has come, however little', async () => {
    await startFps();
    const [attempt] = (await moneyFacts(context.database.db, sessionId)).attempts;
    if (attempt === undefined) throw new Error('no attempt');
    provider.shopperPays(attempt.id, money(100n, 'HKD'));
    clock.advance(HALF_AN_HOUR_MS);
    await reconcile(context);
    clock.advance(CHECKING_AFTER_EXPIRY_MS);
    await expireSessions(context);
    expect((await view())?.state).toBe('wrong_amount');
    expect(await recoverSession(context, sessionId)).toBeNull();
  });
});
