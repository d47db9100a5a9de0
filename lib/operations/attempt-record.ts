import { z } from 'zod';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { CustomerId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { type NextAction, nextActionSchema } from '#lib/domain/next-action.ts';
import type { AttemptState } from '#lib/domain/payment-attempt.ts';
import type { InstrumentSummary } from '#lib/domain/payment-outcome.ts';
import type { PaymentLookup, StartPaymentRequest } from '#lib/domain/provider.ts';
import type { AppContext } from './context.ts';

/**
 * What the first provider call was made of, kept with the attempt so that the very same call can be
 * made again with the same key after a crash. The confirmation token in it is single-use.
 */
export const attemptRequestSchema = z.object({
  captureMethod: z.enum(['automatic', 'manual']),
  description: z.string(),
  customerEmail: z.string().nullable(),
  returnUrl: z.url(),
  locale: z.string(),
  device: z.object({ form: z.enum(['phone', 'desktop']), os: z.enum(['ios', 'android', 'other']) }),
  input: z.object({ confirmationToken: z.string().exactOptional() }),
  /** Keeps the card for a customer of ours; who that is at the provider is known when it is sent. */
  keepCard: z
    .object({
      customerId: z.string().transform((id) => id as CustomerId), // written by us
      usage: z.enum(['on_session', 'off_session']),
      /** Nothing is paid with it. */
      alone: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  /** Charges a kept card. */
  savedCard: z
    .object({ providerCustomer: z.string(), paymentMethod: z.string(), offSession: z.boolean() })
    .exactOptional(),
});

export type AttemptRequest = z.infer<typeof attemptRequestSchema>;

const instrumentSchema = z
  .object({ brand: z.string().exactOptional(), last4: z.string().exactOptional() })
  .nullable();

function sealContext(attemptId: AttemptRow['id']): string {
  return `payment_attempt.next_action:${attemptId}`;
}

export function sealNextAction(
  context: AppContext,
  attemptId: AttemptRow['id'],
  nextAction: NextAction | null,
): string | null {
  if (nextAction === null) return null;
  return context.secrets.seal(JSON.stringify(nextAction), sealContext(attemptId));
}

/**
 * What the shopper must do, or null. One that does not open any more (another PRAYA_SECRET) or that an
 * older version wrote differently is as good as none: money must not wait for it.
 */
export function openNextAction(context: AppContext, attempt: AttemptRow): NextAction | null {
  if (attempt.nextAction === null) return null;
  try {
    return nextActionSchema.parse(
      JSON.parse(context.secrets.open(attempt.nextAction, sealContext(attempt.id))),
    );
  } catch (error) {
    context.log.error({ attempt: attempt.id, err: error }, 'next action cannot be read');
    return null;
  }
}

/** The stored request without the provider's one-time token, once it has been sent for good. */
export function withoutInput(attempt: AttemptRow): AttemptRequest {
  return { ...attemptRequestSchema.parse(attempt.request), input: {} };
}

export function readInstrument(attempt: Pick<AttemptRow, 'instrument'>): InstrumentSummary {
  return instrumentSchema.parse(attempt.instrument) ?? {};
}

/** The part of a row that the state machine decides on. */
export function attemptState(context: AppContext, attempt: AttemptRow): AttemptState {
  return {
    status: attempt.status,
    nextAction: openNextAction(context, attempt),
    expiresAt: attempt.expiresAt,
    failureCode: attempt.failureCode,
    providerFailureCode: attempt.providerFailureCode,
  };
}

/** For whom the attempt's card is to be kept; null: it is not. */
export function keptFor(attempt: AttemptRow): NonNullable<AttemptRequest['keepCard']> | null {
  return attemptRequestSchema.parse(attempt.request).keepCard ?? null;
}

/** All of the provider call but for whom a card is kept there: `sendAttempt` makes the call. */
export function startRequestOf(attempt: AttemptRow): StartPaymentRequest {
  const { keepCard: _, ...request } = attemptRequestSchema.parse(attempt.request);
  return {
    ...request,
    attemptId: attempt.id,
    idempotencyKey: attempt.idempotencyKey,
    method: attempt.method,
    amount: money(attempt.amount, attempt.currency),
    startedAt: attempt.createdAt,
  };
}

export function lookupOf(attempt: AttemptRow): PaymentLookup {
  return {
    attemptId: attempt.id,
    method: attempt.method,
    amount: money(attempt.amount, attempt.currency),
    providerReference: attempt.providerReference,
    idempotencyKey: attempt.idempotencyKey,
    startedAt: attempt.createdAt,
  };
}

/**
 * How long the process that committed an attempt may still be busy with its first call (up to three
 * requests of one bound each). Only afterwards does anybody else take it over.
 */
export function sendingGraceMs(context: AppContext): number {
  return context.env.PROVIDER_TIMEOUT_MS * 3 + 3_000;
}
