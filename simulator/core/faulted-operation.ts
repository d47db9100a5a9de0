import type { FaultRule, Faults } from './faults.ts';

/** The longest a "never answers" fault keeps a connection open, in milliseconds. */
const MAX_HOLD_MS = 120_000;

export interface FaultedOperation {
  readonly faults: Faults;
  readonly provider: 'stripe' | 'airwallex';
  /** e.g. `payment_intents.confirm`. */
  readonly operation: string;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
  /** The provider's own shape of a server error. */
  readonly errorResponse: (status: number) => Response;
  /** Does the work. It must have recorded every money move when it resolves. */
  readonly effect: () => Response | Promise<Response>;
}

/**
 * Runs an operation with the armed faults around it. Faults "after the effect" are kept for an
 * operation that had one: a refused request (4xx) does not use them up.
 */
export async function runWithFaults(run: FaultedOperation): Promise<Response> {
  const { faults, provider, operation } = run;
  const latency = faults.take(provider, operation, ['latency']);
  if (latency !== null) await hold(latency.delayMs, run.signal);
  const before = faults.take(provider, operation, ['timeout_before_effect', 'error_before_effect']);
  if (before !== null) return fail(before, run);
  const response = await run.effect();
  if (!response.ok) return response;
  const after = faults.take(provider, operation, ['timeout_after_effect', 'error_after_effect']);
  return after === null ? response : fail(after, run);
}

async function fail(rule: FaultRule, run: FaultedOperation): Promise<Response> {
  if (rule.kind === 'error_before_effect' || rule.kind === 'error_after_effect') {
    return run.errorResponse(rule.status);
  }
  await hold(MAX_HOLD_MS, run.signal);
  return run.errorResponse(504);
}

function hold(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, MAX_HOLD_MS));
    // A held answer must not keep a simulator alive that was told to end.
    timer.unref();
    signal.addEventListener('abort', done);
  });
}
