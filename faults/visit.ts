import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { EngineStack } from './engine.ts';
import { CARDS, passChallenge, payFps, typeCard } from './shoppers.ts';

/** How a shopper pays. */
export type Way = 'card' | 'card with 3-D Secure' | 'fps' | 'fps, twice';

const POLL_MS = 700;
const REQUEST_TIMEOUT_MS = 10_000;

const startedSchema = z.object({ kind: z.string(), attemptId: z.string().optional() });
const statusSchema = z.object({ session: z.string(), attempt: z.string().nullable() }).nullable();
const attemptSchema = z.object({
  state: z.string().nullable(),
  action: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('show_qr'), payload: z.string() }),
      z.object({ type: z.literal('provider_sdk'), clientSecret: z.string() }),
    ])
    .nullable(),
});

/** Tries of one shopper: the page offers another after each that came to nothing. */
const MAX_TRIES = 6;

/**
 * One visit to the page, as the page behaves: what is sent and not answered is unknown, so it is sent
 * again as it was (the same one-time token); a page that waits asks for the status until it knows; a
 * try that came to nothing is followed by another. `waited` is the part that is spent on the open page.
 */
export interface Visit {
  /** `paid`, or why not. */
  readonly waited: Promise<string>;
}

export async function visit(
  stack: EngineStack,
  sessionId: string,
  way: Way,
  deadlineMs: number,
): Promise<Visit> {
  const deadline = Date.now() + deadlineMs;
  const first = await begin(stack, sessionId, way, deadline);
  return { waited: seeThrough(stack, { sessionId, way, deadline, first }) };
}

type Begun = z.infer<typeof startedSchema> | null;

async function begin(
  stack: EngineStack,
  sessionId: string,
  way: Way,
  deadline: number,
): Promise<Begun> {
  const method = way === 'fps' || way === 'fps, twice' ? 'fps' : 'card';
  const submission = new URLSearchParams({ session: sessionId, method });
  if (method === 'card') {
    const number = way === 'card' ? CARDS.good : CARDS.needs3ds;
    submission.set('token', await typeCard(stack.simulatorOrigin, stack.keys, number));
  }
  return untilAnswered(stack, `/pay?${submission}`, startedSchema, deadline);
}

async function seeThrough(
  stack: EngineStack,
  facts: { sessionId: string; way: Way; deadline: number; first: Begun },
): Promise<string> {
  const { sessionId, way, deadline } = facts;
  let begun = facts.first;
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    if (begun?.kind === 'session_over') return 'paid';
    if (begun?.attemptId === undefined) return `not begun: ${begun?.kind ?? 'no answer'}`;
    const place = new URLSearchParams({ session: sessionId, attempt: begun.attemptId });
    if (await wait(stack, { place, way, deadline })) return 'paid';
    begun = await begin(stack, sessionId, way, deadline);
  }
  return 'came to nothing, every time';
}

/** Waits on the attempt's page, doing what it asks. False: this try came to nothing. */
async function wait(
  stack: EngineStack,
  facts: { place: URLSearchParams; way: Way; deadline: number },
): Promise<boolean> {
  const { place, way, deadline } = facts;
  let acted = way === 'card';
  while (Date.now() < deadline) {
    const status = await untilAnswered(stack, `/status?${place}`, statusSchema, deadline);
    if (status?.session === 'complete') return true;
    if (OVER.has(status?.attempt ?? '')) return false;
    if (!acted && status?.attempt === 'requires_action') {
      acted = await act(stack, place, way, deadline);
    } else {
      await pause(POLL_MS);
    }
  }
  return false;
}

/** States of an attempt's page from which the shopper goes back to the list of methods. */
const OVER: ReadonlySet<string> = new Set(['declined', 'expired', 'canceled']);

/** Does what the page asks for; false while it asks for nothing yet. */
async function act(
  stack: EngineStack,
  place: URLSearchParams,
  way: Way,
  deadline: number,
): Promise<boolean> {
  const page = await untilAnswered(stack, `/attempt?${place}`, attemptSchema, deadline);
  switch (page?.action?.type) {
    case 'show_qr':
      await payFps(stack.simulatorOrigin, page.action.payload, way === 'fps, twice' ? 2 : 1);
      return true;
    case 'provider_sdk': {
      const [paymentIntent = ''] = page.action.clientSecret.split('_secret_');
      await passChallenge(stack.simulatorOrigin, stack.keys, paymentIntent);
      await untilAnswered(stack, `/return?${place}`, z.unknown(), deadline);
      return true;
    }
    case undefined:
      return false;
  }
}

/** Asks until there is an answer: a page that gets none does not know, and asks again. */
async function untilAnswered<T>(
  stack: EngineStack,
  path: string,
  schema: z.ZodType<T>,
  deadline: number,
): Promise<T | null> {
  while (Date.now() < deadline) {
    const answer = await ask(`${stack.engineOrigin}${path}`);
    if (answer !== null && answer.status === 200) return schema.parse(JSON.parse(answer.text));
    if (answer !== null && answer.status !== 503) {
      stack.receiver.problems.push(`${path}: HTTP ${answer.status}`);
    }
    await pause(100);
  }
  return null;
}

/** Null: no answer arrived, and nobody can say what became of the request. */
async function ask(url: string): Promise<{ status: number; text: string } | null> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}
