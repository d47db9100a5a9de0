import type { FaultRule, Faults } from './faults.ts';

/** Where a simulated provider sends its notifications. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface OutgoingWebhook {
  readonly provider: 'stripe' | 'airwallex';
  /** The provider's event id, the same in every delivery of the event. */
  readonly eventId: string;
  /** The provider's event type, e.g. `payment_intent.succeeded`. */
  readonly type: string;
  /** The exact bytes sent. */
  readonly body: string;
  readonly target: WebhookTarget;
  /** Signs at each try, with that try's own time. */
  readonly sign: (body: string, secret: string, at: Date) => Readonly<Record<string, string>>;
}

export interface WebhookDelivery {
  readonly provider: string;
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  readonly at: string;
  /** HTTP status of the answer, or the network error's message, or `lost` when a fault swallowed it. */
  readonly result: number | string;
}

export interface WebhookSender {
  /** Queues the notification; returns at once. Applies the armed webhook faults; retries with backoff. */
  send(webhook: OutgoingWebhook): void;
  deliveries(): readonly WebhookDelivery[];
  /** Resolves when nothing is queued or under way (held-back faults included). For tests. */
  idle(): Promise<void>;
  close(): void;
}

export interface WebhookSenderOptions {
  readonly faults: Faults;
  /** The wall clock: what `sign` is given. Receivers compare it with their own clock. */
  readonly now: () => Date;
  /** Waits between tries, in milliseconds: one more try than there are waits. */
  readonly retryDelaysMs?: readonly number[];
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long a reordered notification waits for another to overtake it, in milliseconds. */
  readonly reorderHoldMs?: number;
}

const RETRY_DELAYS_MS = [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000);
const ANSWER_TIMEOUT_MS = 10_000;
const REORDER_HOLD_MS = 3000;
/** What `webhook_late` waits when the rule names no delay, in milliseconds. */
const DEFAULT_LATE_MS = 5000;
/** The delivery list is for people and tests; a simulator left running for weeks keeps the newest. */
const MAX_DELIVERIES_KEPT = 5000;
const WEBHOOK_FAULTS = [
  'webhook_lost',
  'webhook_doubled',
  'webhook_reordered',
  'webhook_late',
] as const;

/**
 * Sends notifications as the providers do: at once, again with growing waits until a 2xx, in no
 * guaranteed order. Redirects count as failures, as they do at the real providers.
 */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { faults, now } = options;
  const retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  const stop = new AbortController();
  const deliveries: WebhookDelivery[] = [];
  const held = new Map<string, Set<() => void>>();
  const idleWaiters: (() => void)[] = [];
  let underWay = 0;

  function record(webhook: OutgoingWebhook, result: number | string): void {
    const { provider, eventId, type, target } = webhook;
    deliveries.push({ provider, eventId, type, url: target.url, at: now().toISOString(), result });
    if (deliveries.length > MAX_DELIVERIES_KEPT) deliveries.shift();
  }

  async function attempt(webhook: OutgoingWebhook): Promise<boolean> {
    const { body, target } = webhook;
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...webhook.sign(body, target.secret, now()),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([
          stop.signal,
          AbortSignal.timeout(options.timeoutMs ?? ANSWER_TIMEOUT_MS),
        ]),
      });
      await response.body?.cancel();
      record(webhook, response.status);
      return response.ok;
    } catch (error) {
      if (!stop.signal.aborted) record(webhook, networkErrorMessage(error));
      return false;
    } finally {
      releaseHeld(target.url);
    }
  }

  async function deliver(webhook: OutgoingWebhook): Promise<void> {
    for (const delayMs of [...retryDelaysMs, null]) {
      if (stop.signal.aborted || (await attempt(webhook)) || delayMs === null) return;
      await wait(delayMs, stop.signal);
    }
  }

  async function hold(url: string): Promise<void> {
    const overtaken = new AbortController();
    const release = (): void => overtaken.abort();
    const waiting = held.get(url) ?? new Set();
    held.set(url, waiting.add(release));
    await wait(
      options.reorderHoldMs ?? REORDER_HOLD_MS,
      AbortSignal.any([stop.signal, overtaken.signal]),
    );
    waiting.delete(release);
  }

  function releaseHeld(url: string): void {
    for (const release of held.get(url) ?? []) release();
  }

  async function process(webhook: OutgoingWebhook, fault: FaultRule | null): Promise<void> {
    if (fault?.kind === 'webhook_lost') return record(webhook, 'lost');
    if (fault?.kind === 'webhook_reordered') await hold(webhook.target.url);
    if (fault?.kind === 'webhook_late') await wait(fault.delayMs || DEFAULT_LATE_MS, stop.signal);
    await deliver(webhook);
    if (fault?.kind === 'webhook_doubled') await deliver(webhook);
  }

  return {
    send(webhook) {
      if (stop.signal.aborted) return;
      const fault =
        faults.take(webhook.provider, 'webhook', WEBHOOK_FAULTS) ??
        faults.take(webhook.provider, webhook.type, WEBHOOK_FAULTS);
      underWay += 1;
      void process(webhook, fault)
        // `deliver` answers for the network; what is left is a signer that throws, which must be seen.
        .catch((error: unknown) => record(webhook, networkErrorMessage(error)))
        .finally(() => {
          underWay -= 1;
          if (underWay === 0) for (const wake of idleWaiters.splice(0)) wake();
        });
    },
    deliveries: () => deliveries,
    idle: () =>
      underWay === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve)),
    close: () => stop.abort(),
  };
}

/** Resolves after `ms`, or at once when `signal` aborts. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function networkErrorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // undici hides "connect ECONNREFUSED …" in the cause of a plain "fetch failed".
  return error.cause instanceof Error && error.cause.message !== ''
    ? error.cause.message
    : error.message;
}
