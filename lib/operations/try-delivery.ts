import type { ClaimedDelivery, SettledTry } from '#lib/db/stores/delivery-store.ts';
import type { WebhookEndpointRow } from '#lib/db/stores/webhook-endpoint-store.ts';
import { hasFailedTooLong } from '#lib/domain/webhook-endpoint.ts';
import type { DisabledBecause } from '#lib/domain/webhook-endpoint.ts';
import { redactText } from '#lib/platform/redact-params.ts';
import { type SafePost, type SafePostAnswer, safePost } from '#lib/platform/safe-fetch.ts';
import { signatureHeaders } from '#lib/platform/webhook-signature.ts';
import type { AppContext } from './context.ts';
import { nextTryDelayMs } from './delivery-schedule.ts';
import { eventObject } from './event-object.ts';

const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

type TryResult =
  | { readonly kind: 'answered'; readonly answer: SafePostAnswer }
  | { readonly kind: 'failed'; readonly error: string };

/** What a try came to, before it is written down. */
export interface TriedDelivery {
  readonly tried: SettledTry;
  readonly endpoint: WebhookEndpointRow;
  /** Set where its endpoint is to be switched off for it. */
  readonly switchOff: DisabledBecause | null;
  readonly arrived: boolean;
}

/** Sends one claimed webhook, once. Never throws: a webhook that cannot be made has failed like another. */
export async function tryDelivery(
  context: AppContext,
  claimed: ClaimedDelivery,
): Promise<TriedDelivery> {
  const at = context.clock.now();
  const startedAt = performance.now();
  const result = await trySending(context, claimed);
  const durationMs = Math.round(performance.now() - startedAt);
  const answer = result.kind === 'answered' ? readable(result.answer.beginning) : null;
  return outcomeOf(context, claimed, result, { at, durationMs, answer });
}

async function trySending(context: AppContext, claimed: ClaimedDelivery): Promise<TryResult> {
  let post: SafePost;
  try {
    post = makePost(context, claimed);
  } catch (error) {
    // A delivery that cannot be made, e.g. as its secret does not open, must not hold up the others.
    context.log.error({ delivery: claimed.delivery.id, err: error }, 'webhook could not be made');
    return { kind: 'failed', error: describe(error) };
  }
  try {
    return { kind: 'answered', answer: await safePost(post) };
  } catch (error) {
    return { kind: 'failed', error: describe(error) };
  }
}

function makePost(context: AppContext, claimed: ClaimedDelivery): SafePost {
  const { event, endpoint, pendingWebhooks } = claimed;
  const body = JSON.stringify(
    eventObject(event, { apiVersion: endpoint.apiVersion, pendingWebhooks }),
  );
  const at = context.clock.now();
  return {
    url: endpoint.url,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Praya-Webhooks/1',
      ...signatureHeaders({
        secrets: secretsOf(context, endpoint, at),
        eventId: event.id,
        body,
        at,
      }),
    },
    body,
    reach: endpoint.livemode ? 'public' : 'public_or_loopback',
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
  };
}

/** The endpoint's secret, and the one before it while it rolls. */
function secretsOf(context: AppContext, endpoint: WebhookEndpointRow, at: Date): string[] {
  const { id, secret, previousSecret, previousSecretUntil } = endpoint;
  const rolling =
    previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > at;
  return (rolling ? [secret, previousSecret] : [secret]).map((sealed) =>
    context.secrets.open(sealed, `webhook_endpoint.secret:${id}`),
  );
}

/** How an answer begins, as a person may read it: what a database cannot hold and what is secret is left out. */
function readable(beginning: string): string | null {
  const text = redactText(
    beginning
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim(),
  );
  return text === '' ? null : text;
}

/** What went wrong in a few words, without the address: it may hold the merchant's secrets. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const code = 'code' in error ? String(error.code) : '';
  return (code === '' ? `${error.name}: ${error.message}` : code).slice(0, 300);
}

/** What the result means for the delivery, and for its endpoint. */
function outcomeOf(
  context: AppContext,
  { delivery, endpoint }: ClaimedDelivery,
  result: TryResult,
  told: SettledTry['told'],
): TriedDelivery {
  const now = context.clock.now();
  const status = result.kind === 'answered' ? result.answer.status : null;
  const settled = (change: SettledTry['change']): SettledTry => ({ delivery, change, told });
  // Following a redirect would carry a signed event to an address nobody registered: it is a failure.
  if (status !== null && status >= 200 && status < 300) {
    const tried = settled({
      status: 'delivered',
      nextTryAt: null,
      lastStatus: status,
      lastError: null,
      deliveredAt: now,
    });
    return { tried, endpoint, switchOff: null, arrived: true };
  }
  const error = result.kind === 'failed' ? result.error : `answered ${status}`;
  const failure = { lastStatus: status, lastError: error, deliveredAt: null };
  const switchOff =
    status === 410 ? 'gone' : hasFailedTooLong(endpoint.failingSince, now) ? 'failing' : null;
  if (switchOff !== null) {
    // What it is owed is held, not given up: a 410 can be a slip of the receiver's own routing.
    const tried = settled({ ...failure, status: 'pending', nextTryAt: null });
    return { tried, endpoint, switchOff, arrived: false };
  }
  const delayMs = nextTryDelayMs({
    tryCount: delivery.tryCount,
    retryAfter: result.kind === 'answered' ? result.answer.retryAfter : null,
    now,
    random: Math.random,
  });
  context.log.warn(
    { delivery: delivery.id, endpoint: endpoint.id, try: delivery.tryCount, error },
    delayMs === null ? 'webhook given up' : 'webhook failed; will try again',
  );
  const tried = settled({
    ...failure,
    status: delayMs === null ? 'dead' : 'pending',
    nextTryAt: delayMs === null ? null : new Date(now.getTime() + delayMs),
  });
  return { tried, endpoint, switchOff: null, arrived: false };
}
