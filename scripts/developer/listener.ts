import { createHash, createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';

export interface ListenerOptions {
  readonly stripe: Stripe;
  readonly forwardTo: string;
  /** Types to forward; null: all. */
  readonly types: ReadonlySet<string> | null;
  readonly secret: string;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** How often the app is asked for new events, and how often again while it is away. */
const POLL_MS = 500;
const AWAY_MS = 2_000;
const RECEIVER_TIMEOUT_MS = 30_000;
/** A receiver that is being restarted is waited for so long before an event is given up. */
const RECEIVER_TRIES = 30;
const RETRY_MS = 1_000;
/** What one look fetches at most; the next goes on from there. */
const MAX_AT_ONCE = 1_000;

/** The same for a key on a machine, at every start, so that a receiver is set up once. */
export function listenSecret(key: string, machine = hostname()): string {
  return `whsec_${createHash('sha256').update(`praya listen ${machine} ${key}`).digest('hex')}`;
}

/** The header that `stripe.webhooks.constructEvent` checks: https://docs.stripe.com/webhooks#verify-manually */
export function signedHeaders(body: string, secret: string, at: Date): Record<string, string> {
  const time = Math.floor(at.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` };
}

/**
 * Forwards the events that happen from now on, in order, until the signal. It asks the app for them: that
 * needs nothing to be set up there or taken away again, goes on where it stopped when the app comes back,
 * and reaches an app on another machine, from where this one cannot be reached.
 */
export async function listen(options: ListenerOptions): Promise<void> {
  const { signal, print } = options;
  let last: string | null | undefined;
  let away = false;
  let ready = false;
  while (!signal.aborted) {
    try {
      // What happened before the first look is none of ours.
      if (last === undefined) last = await newestId(options.stripe);
      if (!ready) print('Listening.');
      ready = true;
      const events = await eventsAfter(options.stripe, last);
      if (away) print('The app is back.');
      away = false;
      for (const event of events) {
        if (signal.aborted) return;
        last = event.id;
        if (options.types === null || options.types.has(event.type)) await forward(options, event);
      }
    } catch (error) {
      if (isForgotten(error)) {
        print('The app has begun anew; going on with what happens from now on.');
        last = undefined;
        continue;
      }
      if (!isAway(error)) throw error;
      if (!away) print(`The app does not answer (${error.message}); waiting for it.`);
      away = true;
    }
    await rest(away ? AWAY_MS : POLL_MS, signal);
  }
}

/** A restart or a database that is away for a moment; anything else is for the developer to put right. */
function isAway(error: unknown): error is Stripe.errors.StripeError {
  if (error instanceof Stripe.errors.StripeConnectionError) return true;
  return error instanceof Stripe.errors.StripeError && (error.statusCode ?? 0) >= 500;
}

/** Its database was deleted, and the event that we had come to with it. */
function isForgotten(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'ending_before'
  );
}

async function newestId(stripe: Stripe): Promise<string | null> {
  return (await stripe.events.list({ limit: 1 })).data[0]?.id ?? null;
}

/** Oldest first. With `ending_before` the SDK goes up from there by itself. */
async function eventsAfter(stripe: Stripe, last: string | null): Promise<Stripe.Event[]> {
  if (last !== null) {
    const newer = stripe.events.list({ ending_before: last, limit: 100 });
    return newer.autoPagingToArray({ limit: MAX_AT_ONCE });
  }
  const all = stripe.events.list({ limit: 100 });
  return (await all.autoPagingToArray({ limit: MAX_AT_ONCE })).toReversed();
}

async function forward(options: ListenerOptions, event: Stripe.Event): Promise<void> {
  const { forwardTo, secret, signal, print } = options;
  const body = JSON.stringify(event, null, 2);
  for (let attempt = 1; attempt <= RECEIVER_TRIES && !signal.aborted; attempt += 1) {
    try {
      const response = await fetch(forwardTo, {
        method: 'POST',
        body,
        headers: signedHeaders(body, secret, new Date()),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      print(`${clock()}  ${String(response.status)}  ${event.type}  ${event.id}`);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (attempt === 1) {
        print(`${clock()}  ---  ${event.type}  ${event.id}: ${reasonOf(error)}; trying again`);
      }
      await rest(RETRY_MS, signal);
    }
  }
  if (!signal.aborted) print(`${clock()}  ---  ${event.type}  ${event.id} was given up`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
