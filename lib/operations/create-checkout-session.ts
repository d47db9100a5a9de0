import type { Db } from '#lib/db/client.ts';
import { type Addressee, lockEndpoints } from '#lib/db/stores/event-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import {
  type IntentRow,
  type LineItemRow,
  type SessionRow,
  insertSession,
} from '#lib/db/stores/session-store.ts';
import { together } from '#lib/db/together.ts';
import { withCommit } from '#lib/db/transaction.ts';
import type { RequestOrigin } from '#lib/domain/event-type.ts';
import type { MerchantId, PaymentIntentId } from '#lib/domain/ids.ts';
import { newClientSecret, newId, newSessionId } from '#lib/platform/ids.ts';
import { emitIntentCreated } from './checkout-events.ts';
import type { AppContext } from './context.ts';
import { requireKeeper, requirePayableWith } from './session-methods.ts';
import { type CreateSessionParams, expiryOf, keptAlone, totalOf } from './session-params.ts';

/**
 * Opens a session with its intent. Throws SessionParamError when the amounts, the expiry or the
 * methods cannot make a payment; nothing is written then. Uses `tx` alone, so that the caller's
 * transaction holds all of it.
 */
export async function createCheckoutSession(
  context: AppContext,
  input: {
    merchantId: MerchantId;
    livemode: boolean;
    params: CreateSessionParams;
    tx: Db;
    /** The call that asks for it. */
    request?: RequestOrigin | null;
    /** What `readForNewSession` read in the same transaction, where that was done. */
    read?: ReadForNewSession;
  },
): Promise<{ session: SessionRow; intent: IntentRow; lineItems: readonly LineItemRow[] }> {
  const { merchantId, livemode, tx } = input;
  await requireKeeper(context, tx, input);
  const params = keptAlone(input.params);
  const now = context.clock.now();
  const total = params.keepCard?.asked === 'setup' ? 0n : totalOf(params);
  const expiresAt = expiryOf(params.expiresAt, now);
  const { settings, endpoints } =
    input.read ?? (await readForNewSession(tx, { merchantId, livemode }));
  requirePayableWith(settings, { total, params });

  const id = newSessionId(livemode);
  const session: SessionRow = {
    id,
    merchantId,
    livemode,
    status: 'open',
    amountTotal: total,
    currency: params.currency,
    successUrl: params.successUrl,
    cancelUrl: params.cancelUrl,
    clientReferenceId: params.clientReferenceId,
    customerEmail: params.customerEmail,
    collectedEmail: null,
    locale: params.locale,
    metadata: { ...params.metadata },
    allowedMethods: params.allowedMethods === null ? null : [...params.allowedMethods],
    excludedMethods: params.excludedMethods == null ? null : [...params.excludedMethods],
    submitType: params.submitType,
    createdAt: now,
    expiresAt,
    completedAt: null,
    expiredAt: null,
    recoveryEnabled: params.recoveryEnabled ?? false,
    recoveredFrom: null,
    recoveryCount: 0,
    embed:
      params.embed === undefined ? null : { ...params.embed, clientSecret: newClientSecret(id) },
    customerId: params.customerId ?? null,
    createsCustomer: params.createsCustomer ?? false,
    paymentLinkId: params.paymentLinkId ?? null,
    customFields: [...(params.customFields ?? [])],
    keepCard: params.keepCard ?? null,
    hasPage: true,
  };
  const intent = intentFor(session, params);
  const lineItems = params.lineItems.map((item, position) => ({
    id: newId('line_item'),
    sessionId: session.id,
    position,
    name: item.name,
    description: item.description,
    unitAmount: item.unitAmount,
    quantity: item.quantity,
    price: item.price ?? null,
  }));
  await withCommit(tx, insertSession(tx, { session, intent, lineItems }));
  await emitIntentCreated(context, tx, {
    session,
    intent,
    request: input.request ?? null,
    endpoints,
  });
  return { session, intent, lineItems };
}

interface ReadForNewSession {
  readonly settings: Awaited<ReturnType<typeof listMethodSettings>>;
  readonly endpoints: readonly Addressee[];
}

/** What a new session of a merchant depends on, whatever is asked for; the endpoints stay as they are. */
export async function readForNewSession(
  tx: Db,
  owner: { readonly merchantId: MerchantId; readonly livemode: boolean },
): Promise<ReadForNewSession> {
  const [settings, endpoints] = await together(
    listMethodSettings(tx, owner.merchantId, owner.livemode),
    lockEndpoints(tx, owner),
  );
  return { settings, endpoints };
}

export function intentFor(
  session: SessionRow,
  params: Pick<CreateSessionParams, 'paymentDescription' | 'paymentMetadata' | 'captureMethod'>,
): IntentRow {
  const setup = session.keepCard?.asked === 'setup';
  return {
    // A setup's intent is told apart by its name as well, as at Stripe.
    id: setup ? (newId('setup_intent') as string as PaymentIntentId) : newId('payment_intent'),
    purpose: setup ? 'setup' : 'payment',
    merchantId: session.merchantId,
    sessionId: session.id,
    livemode: session.livemode,
    status: 'requires_payment_method',
    amount: session.amountTotal,
    currency: session.currency,
    captureMethod: params.captureMethod ?? 'automatic',
    description: params.paymentDescription,
    metadata: { ...params.paymentMetadata },
    createdAt: session.createdAt,
    paidAt: null,
    paidByAttemptId: null,
    cancelRequestedAt: null,
    cancellationReason: null,
  };
}
