import { eq } from 'drizzle-orm';
import type { Database } from '#lib/db/client.ts';
import { discrepancy } from '#lib/db/schema/money.ts';
import { findAttempt } from '#lib/db/stores/attempt-store.ts';
import type { CheckoutSessionId, MerchantId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { expireSessions } from '../expire-sessions.ts';
import { reconcile } from '../reconcile.ts';
import { type RecordedTransfer, type TransferInput, recordTransfer } from '../record-transfer.ts';
import { startPayment } from '../start-payment.ts';
import { seedMerchant, seedSession } from './seed.ts';
import { type TestClock, createTestClock, createTestContext } from './test-context.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;

/** A merchant that takes FPS to its own bank account, and a session to pay. */
export interface FpsDirectWorld {
  readonly context: AppContext;
  readonly clock: TestClock;
  readonly merchantId: MerchantId;
  readonly sessionId: CheckoutSessionId;
  /** Shows a code; of the world's session unless told. */
  show(sessionId?: CheckoutSessionId): Promise<PaymentAttemptId>;
  referenceOf(attemptId: PaymentAttemptId): Promise<string>;
  /** The merchant reports a transfer: HK$128.50 unless told. */
  receive(change: Partial<TransferInput> & { amountMinor?: bigint }): Promise<RecordedTransfer>;
  /** The background work, until nothing is due. */
  work(): Promise<void>;
  /** Every discrepancy of the merchant, as `kind` or `kind (resolved)`. */
  raised(): Promise<readonly string[]>;
}

export async function createFpsDirectWorld(
  database: Database,
  credentials: object = {},
): Promise<FpsDirectWorld> {
  const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
  const { context } = createTestContext(database, { clock });
  const { merchantId } = await seedMerchant(context, {
    providerOf: { fps: 'fps-direct' },
    credentials: {
      'fps-direct': {
        fpsId: '1688388',
        payeeName: 'HARBOUR TEA LTD',
        payeeNameZh: '海港茶莊',
        environment: 'test',
        ...credentials,
      },
    },
  });
  const sessionId = await seedSession(context, merchantId);
  let transfers = 0;
  return {
    context,
    clock,
    merchantId,
    sessionId,
    async show(of = sessionId) {
      const result = await startPayment(context, {
        sessionId: of,
        method: 'fps',
        device: DESKTOP,
        locale: 'en',
        input: {},
        customerEmail: null,
      });
      if (result.kind !== 'attempt') throw new Error(result.kind);
      return result.attemptId;
    },
    async referenceOf(attemptId) {
      const attempt = await findAttempt(context.database.db, attemptId);
      if (attempt?.providerReference == null) throw new Error('The attempt has no reference.');
      return attempt.providerReference;
    },
    receive({ amountMinor = 12_850n, ...change }) {
      transfers += 1;
      return context.database.db.transaction((tx) =>
        recordTransfer(context, tx, {
          merchantId,
          livemode: false,
          amount: money(amountMinor, 'HKD'),
          bankReference: `FRN${transfers}`,
          receivedAt: clock.now(),
          payer: 'CHAN TAI MAN',
          description: null,
          attemptId: null,
          reference: null,
          source: 'api',
          ...change,
        }),
      );
    },
    async work() {
      for (let round = 0; round < 3; round += 1) {
        await reconcile(context);
        await expireSessions(context);
      }
    },
    async raised() {
      const rows = await context.database.db
        .select()
        .from(discrepancy)
        .where(eq(discrepancy.merchantId, merchantId));
      return rows
        .map(({ kind, resolvedAt }) => (resolvedAt === null ? kind : `${kind} (resolved)`))
        .sort();
    },
  };
}
