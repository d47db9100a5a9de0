import { orderingState } from '#lib/db/schema/ordering.ts';
import type { Database } from '#lib/db/client.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import { learn } from '#lib/ordering/learn.ts';
import { SHARED_LEARNER } from '#lib/ordering/ordering-config.ts';
import type { OrderingContext } from '#lib/ordering/ordering-context.ts';
import { NOTHING_LEARNED } from '#lib/ordering/ordering-record.ts';
import { EMPTY_ORDERING_STATE, type OrderingState } from '#lib/ordering/ordering-state.ts';
import { openCheckout } from '../load-checkout.ts';
import { loadFacts } from '../checkout-facts.ts';
import { noteExposure } from '../ordering/note-exposure.ts';
import { readOrderingBook } from '../ordering/read-ordering-book.ts';
import type { StartEffect } from './scripted-book.ts';
import { type ScriptedWorld, createScriptedWorld } from './scripted-world.ts';
import { seedSession } from './seed.ts';

const DESKTOP = { form: 'desktop', os: 'other' } as const;
const MINUTE_MS = 60_000;

type OpenView = Extract<CheckoutView, { state: 'open' }>;

/** A shop whose methods are watched, and shoppers who come to it. */
export interface OutageWorld extends ScriptedWorld {
  readonly owner: { readonly merchantId: ScriptedWorld['merchant']['merchantId']; livemode: false };
  /** What a shopper sees of a session now, which is a new one unless told; what is shown is written down. */
  look(options?: {
    readonly sessionId?: CheckoutSessionId;
    readonly allowedMethods?: readonly MethodId[];
    readonly region?: string;
  }): Promise<OpenView & { readonly sessionId: CheckoutSessionId }>;
  /** A shopper comes and tries to pay, one a minute. */
  tries(method: MethodId, effect: StartEffect): Promise<CheckoutSessionId>;
}

/** Methods of each of which 200 first attempts are known, nine of ten paid within ten seconds. */
export async function createOutageWorld(
  database: Database,
  methods: readonly MethodId[] = ['payme', 'fps', 'card'],
): Promise<OutageWorld> {
  const world = await createScriptedWorld(database, { merchant: { methods } });
  const { context, merchant, clock, provider } = world;
  const owner = { merchantId: merchant.merchantId, livemode: false } as const;
  const now = clock.now();
  await database.db.insert(orderingState).values({
    ...owner,
    learner: SHARED_LEARNER,
    state: knownMethods(methods, now),
    version: 1,
    updatedAt: now,
  });
  const look: OutageWorld['look'] = async (options = {}) => {
    const { sessionId = await seedSession(context, owner.merchantId, options) } = options;
    context.ordering.replace((await readOrderingBook(context, null)).merchants);
    const facts = await loadFacts(context, sessionId);
    if (facts === null) throw new Error(`${sessionId} is nowhere.`);
    const { region = 'HK' } = options;
    const { view, exposure } = openCheckout(context, facts, { device: DESKTOP, region });
    if (exposure !== null) await noteExposure(context, exposure, null);
    if (view.state !== 'open') throw new Error(`${sessionId} is ${view.state}.`);
    return { ...view, sessionId };
  };
  return {
    ...world,
    owner,
    look,
    async tries(method, effect) {
      const { sessionId } = await look();
      provider.queueEffects(effect);
      await world.start(method, sessionId);
      clock.advance(MINUTE_MS);
      return sessionId;
    },
  };
}

const CONTEXT: OrderingContext = {
  region: 'HK',
  device: 'desktop',
  inApp: null,
  amountBand: 'medium',
  currency: 'HKD',
};

function knownMethods(methods: readonly MethodId[], now: Date): OrderingState {
  let state = EMPTY_ORDERING_STATE;
  for (const method of methods) {
    for (let index = 0; index < 200; index += 1) {
      const atMs = now.getTime() - (200 - index) * 2 * MINUTE_MS;
      const exposure = {
        sessionId: `${method}-${index}`,
        atMs,
        context: CONTEXT,
        shown: methods,
        layout: 'list',
        counts: true,
      };
      ({ state } = learn({ state, session: NOTHING_LEARNED }, exposure, {
        type: 'outcome',
        attemptId: `${method}-${index}`,
        method,
        attemptNo: 1,
        startedAtMs: atMs,
        atMs: atMs + 8_000,
        outcome: index % 10 === 9 ? 'failed' : 'paid',
        reason: null,
      }));
    }
  }
  return state;
}
