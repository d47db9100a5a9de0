import type { Database } from '#lib/db/client.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { type MethodId, chargesCard } from '#lib/domain/method-id.ts';
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
  return {
    ...test,
    provider,
    merchant,
    sessionId,
    async start(method, of = sessionId) {
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
    },
  };
}
