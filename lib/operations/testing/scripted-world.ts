import type { Database } from '#lib/db/client.ts';
import { type KeptCardRow, listKeptCards } from '#lib/db/stores/kept-card-store.ts';
import type {
  CheckoutSessionId,
  CustomerId,
  MerchantId,
  PaymentAttemptId,
} from '#lib/domain/ids.ts';
import { type MethodId, chargesCard } from '#lib/domain/method-id.ts';
import { createCustomer } from '../manage-customers.ts';
import { startPayment } from '../start-payment.ts';
import { type ScriptedProvider, createScriptedProvider } from './scripted-provider.ts';
import { type SeededMerchant, seedMerchant, seedSession } from './seed.ts';
import { type TestContext, createTestClock, createTestContext } from './test-context.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;

/** A merchant whose provider says what the test wrote, and a session to pay. */
export interface ScriptedWorld extends TestContext {
  readonly provider: ScriptedProvider;
  readonly merchant: SeededMerchant;
  readonly sessionId: CheckoutSessionId;
  /** Begins a payment on a desktop, a submission of its own each time; of the world's session unless told. */
  start(method: MethodId, sessionId?: CheckoutSessionId): Promise<PaymentAttemptId>;
  /** Has a card kept with a payment of HK$128.50, for a new customer. */
  keepCard(
    of?: MerchantId,
  ): Promise<{ readonly customerId: CustomerId; readonly card: KeptCardRow }>;
}

export async function createScriptedWorld(
  database: Database,
  options: {
    readonly clock?: TestContext['clock'];
    readonly refundable?: boolean;
    readonly merchant?: Parameters<typeof seedMerchant>[1];
    readonly session?: Parameters<typeof seedSession>[2];
  } = {},
): Promise<ScriptedWorld> {
  const clock = options.clock ?? createTestClock(new Date('2026-11-23T02:00:00Z'));
  const { refundable = true } = options;
  const provider = createScriptedProvider({ now: clock.now, refundable });
  const test = createTestContext(database, {
    clock,
    providers: { stripe: provider.provider, airwallex: provider.provider },
  });
  const { context } = test;
  const merchant = await seedMerchant(context, options.merchant);
  const sessionId = await seedSession(context, merchant.merchantId, options.session);
  let submissions = 0;
  const start: ScriptedWorld['start'] = async (method, of = sessionId) => {
    submissions += 1;
    const result = await startPayment(context, {
      sessionId: of,
      method,
      device: DESKTOP,
      locale: 'en',
      input: chargesCard(method) ? { confirmationToken: `ctoken_${submissions}` } : {},
      customerEmail: null,
    });
    if (result.kind !== 'attempt') throw new Error(result.kind);
    return result.attemptId;
  };
  return {
    ...test,
    provider,
    merchant,
    sessionId,
    start,
    async keepCard(of = merchant.merchantId) {
      const { db } = database;
      const owner = { merchantId: of, livemode: false };
      const { id: customerId } = await createCustomer(context, db, owner, { name: 'Mei Chan' });
      const wish = { usage: 'off_session', asked: 'payment' } as const;
      const keeping = { allowedMethods: ['card'], keepCard: { customerId, wish } } as const;
      await start('card', await seedSession(context, of, keeping));
      const page = { limit: 1, startingAfter: null, endingBefore: null };
      const [card] = await listKeptCards(db, owner, { customerId, page, cursor: null });
      if (card === undefined) throw new Error('No card was kept.');
      return { customerId, card };
    },
  };
}
