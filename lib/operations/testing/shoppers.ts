import { eq } from 'drizzle-orm';
import { checkoutSession } from '#lib/db/schema/checkout-session.ts';
import { orderingExposure } from '#lib/db/schema/ordering.ts';
import { paymentIntent } from '#lib/db/schema/payment.ts';
import type { ExposureRow, ShownOrder } from '#lib/db/stores/ordering-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { newId, newSessionId } from '#lib/platform/ids.ts';
import { orderSession } from '../ordering/order-session.ts';
import { readOrderingBook } from '../ordering/read-ordering-book.ts';
import { seedSession } from './seed.ts';
import type { TestContext } from './test-context.ts';

const USABLE = ['card', 'fps', 'alipayhk'];
const VISITOR = {
  device: { form: 'phone', os: 'ios' },
  region: 'HK',
  locale: 'zh-HK',
} as const;
const MINUTE_MS = 60_000;
const CHUNK = 500;
/** At how many different times shoppers come. */
const MOMENTS = 100;

/** Another reading of what orders are decided by, as every node makes one every other second. */
export async function readBook({ context }: TestContext): Promise<void> {
  context.ordering.replace((await readOrderingBook(context, null)).merchants);
}

/**
 * So many shoppers look at a page of the merchant each, spread over a time that then is over; the orders they are
 * shown are decided as for any page and written down. `paid` says of the n-th of an arm whether that one pays,
 * within five minutes. Returns what was shown.
 */
export async function shoppersCome(
  app: TestContext,
  merchantId: MerchantId,
  {
    count,
    overMs,
    paid,
  }: {
    readonly count: number;
    readonly overMs: number;
    readonly paid: (arm: string | null, nth: number) => boolean;
  },
): Promise<readonly ExposureRow[]> {
  const { context, clock } = app;
  const { db } = context.database;
  await readBook(app);
  const ofArm = new Map<string | null, number>();
  const [session, intent] = await template(app, merchantId);
  const startMs = clock.now().getTime();
  const shown: ExposureRow[] = [];
  for (let from = 0; from < count; from += CHUNK) {
    const sessions: (typeof session)[] = [];
    const exposures: ExposureRow[] = [];
    for (let index = from; index < Math.min(count, from + CHUNK); index += 1) {
      // Many at a time, for rankings serve a minute long.
      const part = Math.floor((MOMENTS * index) / count) / MOMENTS;
      clock.set(new Date(startMs + Math.floor(overMs * part)));
      const row = { ...session, id: newSessionId(false), createdAt: clock.now() };
      const exposure = look(app, row, null);
      if (exposure === null) throw new Error('Nothing was to be written.');
      const nth = ofArm.get(exposure.arm) ?? 0;
      ofArm.set(exposure.arm, nth + 1);
      const isPaid = paid(exposure.arm, nth);
      sessions.push({
        ...row,
        status: isPaid ? 'complete' : 'open',
        completedAt: isPaid ? new Date(clock.now().getTime() + 5 * MINUTE_MS) : null,
      });
      exposures.push(exposure);
    }
    await db.insert(checkoutSession).values(sessions);
    await db.insert(paymentIntent).values(
      sessions.map(({ id, createdAt }) => ({
        ...intent,
        id: newId('payment_intent'),
        sessionId: id,
        createdAt,
      })),
    );
    await db.insert(orderingExposure).values(exposures);
    shown.push(...exposures);
  }
  clock.set(new Date(startMs + overMs));
  return shown;
}

/** What a shopper is shown first in a session; `before`: what the same one saw in another. */
export function look(
  { context }: TestContext,
  session: typeof checkoutSession.$inferSelect,
  before: { readonly shopper: string; readonly elsewhere: ShownOrder | null } | null,
): ExposureRow | null {
  return orderSession(context, {
    session,
    total: money(session.amountTotal, session.currency),
    shownBefore: {
      session: null,
      shopper: before?.shopper ?? null,
      elsewhere: before?.elsewhere ?? null,
    },
    usable: USABLE,
    leftOut: [],
    visitor: VISITOR,
  }).exposure;
}

/** A session of the merchant and its intent, to be made more of. */
export async function template({ context }: TestContext, merchantId: MerchantId) {
  const { db } = context.database;
  const id = await seedSession(context, merchantId);
  const [session] = await db.select().from(checkoutSession).where(eq(checkoutSession.id, id));
  const [intent] = await db.select().from(paymentIntent).where(eq(paymentIntent.sessionId, id));
  if (session === undefined || intent === undefined) throw new Error('The session is gone.');
  return [session, intent] as const;
}
