import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { paymentAttempt } from '#lib/db/schema/payment.ts';
import { event, webhookEndpoint } from '#lib/db/schema/webhook.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { EVENT_TYPES, type EventType } from '#lib/domain/event-type.ts';
import { money } from '#lib/domain/money.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { captureIntent, carryOutCapture } from './capture-intent.ts';
import { createCheckoutSession } from './create-checkout-session.ts';
import { PLAIN_LINK, createPaymentLink } from './create-payment-link.ts';
import { deliverDueWebhooks } from './deliver-webhooks.ts';
import { eventObject } from './event-object.ts';
import { createExperiment } from './experiments/draft-experiment.ts';
import { startExperiment } from './experiments/start-experiment.ts';
import { stopArm } from './experiments/stop-experiment.ts';
import { PLAIN_EXPERIMENT } from './testing/plain-experiment.ts';
import { executeRefunds } from './execute-refunds.ts';
import { expireSession } from './expire-sessions.ts';
import { learnOfDispute } from './follow-disputes.ts';
import { detachCard } from './own-cards.ts';
import { createCustomer } from './manage-customers.ts';
import { changePaymentLink } from './manage-payment-links.ts';
import { endOutage } from './ordering/end-outage.ts';
import { raiseOutage } from './ordering/raise-outage.ts';
import { learnOfPayout } from './record-payout.ts';
import { learnOfReview } from './record-review.ts';
import { reconcile } from './reconcile.ts';
import { DEFAULT_API_VERSION } from './session-object.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { seedSession } from './testing/seed.ts';
import type { StartEffect } from './testing/scripted-book.ts';
import { type ScriptedWorld, createScriptedWorld } from './testing/scripted-world.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/webhook-events.md');
const DAY = 24 * 60 * 60_000;

/** Makes every type of event happen, through the operations that write them. */
async function everythingHappens(world: ScriptedWorld): Promise<void> {
  const { context, merchant, provider, clock } = world;
  const { db } = context.database;
  const session = (options = {}) => seedSession(context, merchant.merchantId, options);
  const pay = async (effect: StartEffect, options = {}) => {
    provider.queueEffects(effect);
    const id = await session(options);
    const attempt = await world.start(effect === 'require_action' ? 'fps' : 'card', id);
    clock.advance(1_000);
    return { id, attempt };
  };
  await db.transaction((tx) =>
    createCheckoutSession(context, {
      merchantId: merchant.merchantId,
      livemode: false,
      tx,
      request: { requestId: 'req_00000000000000', idempotencyKey: 'order-1' },
      params: {
        currency: 'HKD',
        lineItems: [{ name: 'Oolong', description: null, unitAmount: 12_850n, quantity: 1 }],
        successUrl: 'https://tea.example.hk/thanks?s={CHECKOUT_SESSION_ID}',
        cancelUrl: 'https://tea.example.hk/cart',
        clientReferenceId: 'order-1',
        customerEmail: 'mei@example.hk',
        locale: 'auto',
        metadata: { order: '1' },
        expiresAt: null,
        submitType: null,
        allowedMethods: ['card', 'fps'],
        paymentDescription: 'Order 1',
        paymentMetadata: { order: '1' },
      },
    }),
  );
  clock.advance(1_000);
  await pay('capture');
  await pay('decline');
  await pay('pend');
  const held = await pay('authorize', { captureMethod: 'manual' });
  await expireSession(context, await session());
  const refunded = await payTwice();
  await executeRefunds(context);
  clock.advance(1_000);
  await payTwice();
  await executeRefunds({ ...context, providers: refusing(context) });
  clock.advance(1_000);
  await heldMoneyIsTaken();
  await disputed();
  await reviewedAndPaidOut();
  await aLinkChanges();
  await aCardIsKept();
  await setupsHappen();
  await aMethodIsOutOfOrder();
  await experimentsRun();
  await anEndpointFails();

  async function payTwice() {
    const { id, attempt } = await pay('require_action');
    await world.start('card', id);
    clock.advance(60_000);
    provider.shopperPays(attempt, money(12_850n, 'HKD'));
    await reconcile(context);
    clock.advance(1_000);
    return attempt;
  }

  async function heldMoneyIsTaken() {
    const { intent } = await moneyFacts(db, held.id);
    const ordered = await db.transaction((tx) =>
      captureIntent(context, tx, {
        merchantId: merchant.merchantId,
        livemode: false,
        id: intent.id,
        amount: 10_000n,
        metadata: (before) => before,
      }),
    );
    if (ordered === null) throw new Error('no intent');
    await carryOutCapture(context, ordered);
    clock.advance(1_000);
  }

  async function disputed() {
    const { attempt } = await pay('capture');
    const { disputes } = provider;
    const reference = disputes.open(attempt);
    const learn = async () => {
      const [row] = await db.select().from(paymentAttempt).where(eq(paymentAttempt.id, attempt));
      if (row === undefined) throw new Error('no attempt');
      await learnOfDispute(context, row, reference);
      clock.advance(1_000);
    };
    await learn();
    disputes.change(reference, { status: 'under_review', hasEvidence: true, submissionCount: 1 });
    await learn();
    disputes.win(reference);
    await learn();
  }

  async function reviewedAndPaidOut() {
    const { attempt } = await pay('capture');
    const { reviews, payouts } = provider;
    const [row] = await db.select().from(paymentAttempt).where(eq(paymentAttempt.id, attempt));
    if (row === undefined) throw new Error('no attempt');
    const review = {
      reference: 'prv_1',
      paymentReference: row.providerReference,
      open: true,
      openedReason: 'rule',
      closedReason: null,
      openedAt: clock.now(),
    };
    reviews.set('prv_1', review);
    await learnOfReview(context, row, 'prv_1');
    clock.advance(1_000);
    reviews.set('prv_1', { ...review, open: false, closedReason: 'approved' });
    await learnOfReview(context, row, 'prv_1');
    payouts.set('po_1', {
      reference: 'po_1',
      amount: money(12_350n, 'HKD'),
      status: 'paid',
      automatic: true,
      method: 'standard',
      type: 'bank_account',
      statementDescriptor: null,
      arrivesAt: new Date(clock.now().getTime() + DAY),
      createdAt: clock.now(),
    });
    await learnOfPayout(context, row.providerAccountId, 'po_1');
    clock.advance(1_000);
  }

  async function aLinkChanges() {
    const owner = { merchantId: merchant.merchantId, livemode: false };
    await db.transaction(async (tx) => {
      const { link } = await createPaymentLink(context, tx, owner, {
        currency: 'HKD',
        items: [
          {
            price: { currency: 'HKD', unitAmount: 12_850n, product: { name: 'Oolong' } },
            quantity: 1,
            adjustable: null,
          },
        ],
        settings: PLAIN_LINK,
      });
      clock.advance(1_000);
      const asked = { id: link.id, settings: { active: false }, items: [] };
      await changePaymentLink(context, tx, owner, asked);
    });
  }

  async function aCardIsKept() {
    const { card } = await world.keepCard();
    clock.advance(1_000);
    const owner = { merchantId: merchant.merchantId, livemode: false };
    await db.transaction((tx) => detachCard(context, tx, owner, card.id));
    clock.advance(1_000);
  }

  async function setupsHappen() {
    const owner = { merchantId: merchant.merchantId, livemode: false };
    const { id: customerId } = await createCustomer(context, db, owner, { name: 'Mei Chan' });
    for (const effect of ['capture', 'require_action', 'decline'] as const) {
      const { session: opened } = await db.transaction((tx) =>
        createCheckoutSession(context, {
          ...owner,
          tx,
          params: {
            currency: 'HKD',
            lineItems: [],
            successUrl: 'https://tea.example.hk/thanks',
            cancelUrl: null,
            clientReferenceId: null,
            customerEmail: null,
            customerId,
            locale: 'auto',
            metadata: {},
            expiresAt: null,
            submitType: null,
            allowedMethods: null,
            paymentDescription: 'Tea club',
            paymentMetadata: { club: '1' },
            keepCard: { usage: 'off_session', asked: 'setup' },
          },
        }),
      );
      clock.advance(1_000);
      provider.queueEffects(effect);
      await world.start('card', opened.id);
      clock.advance(1_000);
      await expireSession(context, opened.id);
      clock.advance(1_000);
    }
  }

  async function aMethodIsOutOfOrder() {
    const owner = { merchantId: merchant.merchantId, livemode: false };
    const { id } = await db.transaction((tx) =>
      raiseOutage(context, tx, owner, {
        method: 'payme',
        action: 'move_down',
        publicReason: { en: 'PayMe is slow today.', 'zh-HK': 'PayMe 今日較慢。' },
      }),
    );
    clock.advance(60_000);
    await db.transaction((tx) => endOutage(context, tx, owner, id));
  }

  async function experimentsRun() {
    const owner = { merchantId: merchant.merchantId, livemode: false };
    const { id } = await createExperiment(context, db, owner, PLAIN_EXPERIMENT);
    clock.advance(1_000);
    await db.transaction((tx) => startExperiment(context, tx, owner, id));
    clock.advance(DAY);
    await db.transaction((tx) => stopArm(context, tx, owner, { id, arm: 'engine' }));
    clock.advance(1_000);
  }

  async function anEndpointFails() {
    const { id } = await setWebhookEndpoint(context, {
      merchant: merchant.merchantId,
      mode: 'test',
      url: 'http://127.0.0.1:1/webhooks',
    });
    await db
      .update(webhookEndpoint)
      .set({ failingSince: new Date(clock.now().getTime() - 5 * DAY) })
      .where(eq(webhookEndpoint.id, id));
    await expireSession(context, await session());
    await deliverDueWebhooks(context, { limit: 10 });
  }
  expect(refunded).toMatch(/^pa_/);
}

/** The same providers, which refuse every refund. */
function refusing({ providers }: ScriptedWorld['context']): ScriptedWorld['context']['providers'] {
  const wrap = (provider: (typeof providers)['stripe']): (typeof providers)['stripe'] => ({
    ...provider,
    connect: (...input) => ({
      ...provider.connect(...input),
      refundPayment: () =>
        Promise.resolve({ kind: 'failed', providerCode: 'expired_or_canceled_card' } as const),
    }),
  });
  return { ...providers, stripe: wrap(providers.stripe), airwallex: wrap(providers.airwallex) };
}

/** Ids as long as real ones, numbered as they come, so that the same run writes the same document. */
function withNumberedIds(text: string): string {
  const numbers = new Map<string, number>();
  const named = new Map<string, string>();
  return text
    .replaceAll(/\/l\/\w{12}\b/g, '/l/000000000001')
    .replaceAll(
      /\b(cs_test|[a-z]{2,5})_([0-9A-Za-z]{24,32})\b/g,
      (id: string, prefix: string, part: string) => {
        const known = named.get(id);
        if (known !== undefined) return known;
        const number = (numbers.get(prefix) ?? 0) + 1;
        numbers.set(prefix, number);
        const made = `${prefix}_${String(number).padStart(part.length, '0')}`;
        named.set(id, made);
        return made;
      },
    );
}

describeOnEachDatabase('docs/webhook-events.md', (getDatabase) => {
  it('shows every type of event as it is sent (after a change: vitest run -u)', async () => {
    const world = await createScriptedWorld(getDatabase());
    await everythingHappens(world);
    const rows = await getDatabase().db.select().from(event);
    const sections = (Object.keys(EVENT_TYPES) as EventType[]).map((type) => {
      const [first] = rows
        .filter((row) => row.type === type)
        .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
      if (first === undefined) throw new Error(`${type} never happened.`);
      const sample = eventObject(first, { apiVersion: DEFAULT_API_VERSION, pendingWebhooks: 1 });
      const json = JSON.stringify(inOrder(sample), null, 2);
      return `## ${type}\n\n${EVENT_TYPES[type]}\n\n\`\`\`json\n${json}\n\`\`\`\n`;
    });
    const head =
      '# Events\n\nEvery type of event that Praya writes, as an endpoint receives it. Written by\n`lib/operations/event-samples.test.ts`; see [webhooks.md](webhooks.md).\n';
    const document = withNumberedIds([head, ...sections].join('\n'));
    await expect(document).toMatchFileSnapshot(DOCUMENT);
  });
});

/** Members by name: the two databases keep them in orders of their own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, inOrder(member)]),
  );
}
