import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import type { MerchantRow } from '#lib/db/stores/merchant-store.ts';
import { listCapturesWithRefunds } from '#lib/db/stores/money-store.ts';
import type { OfferedMethod } from '#lib/db/stores/method-setting-store.ts';
import type { ShownBefore } from '#lib/db/stores/ordering-store.ts';
import { readPageRows } from '#lib/db/stores/page-store.ts';
import type { IntentRow, SessionRow } from '#lib/db/stores/session-store.ts';
import type {
  CheckoutSummary,
  MethodRow,
  Receipt,
  WrongAmount,
} from '#lib/domain/checkout-view.ts';
import type { Device } from '#lib/domain/device.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { type ExpressMethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { type Money, money } from '#lib/domain/money.ts';
import type { OwedMoney } from '#lib/domain/owed-money.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { type MethodEligibility, eligibleMethods } from '#lib/methods/eligibility.ts';
import { readInstrument } from './attempt-record.ts';
import type { AppContext } from './context.ts';
import { loadOwedMoney } from './load-owed-money.ts';
import { fillSuccessUrl } from './success-url.ts';

/** Everything a page of a session is made of, read in one go. */
export interface CheckoutFacts {
  readonly session: SessionRow;
  readonly intent: IntentRow;
  readonly attempts: readonly AttemptRow[];
  /** Money that paid nothing and is, or was, owed back. */
  readonly owed: readonly OwedMoney[];
  /** What was taken of held money; null while nothing was, and of money that is taken at once. */
  readonly taken: Money | null;
  /** The methods the merchant offers, in its order. */
  readonly offered: readonly OfferedMethod[];
  /** What order of methods was shown to this shopper before. */
  readonly shownBefore: ShownBefore;
  /** What the link that opened it says to who has paid. */
  readonly confirmationMessage: string | null;
  readonly summary: CheckoutSummary;
}

/** Null when there is no such session. */
export async function loadFacts(
  context: AppContext,
  sessionId: CheckoutSessionId,
): Promise<CheckoutFacts | null> {
  const shopperKey = context.secrets.sign('shopper');
  const rows = await readPageRows(context.database.db, sessionId, shopperKey);
  if (rows === null) return null;
  const { session, merchant, intent, attempts, offered, link } = rows;
  const { currency } = session;
  return {
    session,
    intent,
    attempts,
    owed: await loadOwedMoney(context, intent, attempts),
    taken: await loadTaken(context, intent),
    offered,
    shownBefore: rows.shownBefore,
    confirmationMessage: link?.confirmationMessage ?? null,
    summary: {
      sessionId,
      livemode: session.livemode,
      merchant: {
        name: merchant.name,
        nameZh: merchant.nameZh,
        logoUrl: merchant.logoUrl,
        accentColor: merchant.accentColor,
        supportEmail: merchant.supportEmail,
        supportUrl: merchant.supportUrl,
        termsUrl: merchant.termsUrl,
      },
      purpose: intent.purpose,
      total: money(session.amountTotal, currency),
      lineItems: rows.lineItems.map((item) => ({
        name: item.name,
        description: item.description,
        quantity: item.quantity,
        unitAmount: money(item.unitAmount, currency),
        amount: money(item.unitAmount * BigInt(item.quantity), currency),
      })),
      cancelUrl: session.cancelUrl,
      linkCode: link?.code ?? null,
      expiresAt: session.expiresAt,
      customerEmail: session.customerEmail,
      embed: embedOf(session, merchant),
    },
  };
}

async function loadTaken(context: AppContext, intent: IntentRow): Promise<Money | null> {
  if (intent.captureMethod === 'automatic' || intent.paidAt === null) return null;
  const captures = await listCapturesWithRefunds(context.database.db, intent.id);
  const applied = captures.reduce((sum, { capture }) => sum + capture.applied, 0n);
  return money(applied, intent.currency);
}

/** What the pages of a session in a frame need to know of it; null for a page of its own. */
function embedOf(session: SessionRow, merchant: MerchantRow): CheckoutSummary['embed'] {
  if (session.embed === null) return null;
  return {
    parentOrigins: merchant.embedOrigins[session.livemode ? 'live' : 'test'],
    redirectOnCompletion: session.embed.redirectOnCompletion,
  };
}

/** A receipt opened later is there to be read, not to be taken away by a redirect. */
const FRESH_FOR_MS = 2 * 60 * 1000;

/** Counted from when the shopper was done, however late the merchant took the money. */
function isFresh(context: AppContext, doneAt: Date): boolean {
  return context.clock.now().getTime() - doneAt.getTime() < FRESH_FOR_MS;
}

/** The receipt of the try that paid, or that holds the money. */
export function receiptOf(
  context: AppContext,
  { session, intent, owed, taken, confirmationMessage }: CheckoutFacts,
  payer: AttemptRow,
): Receipt {
  const paidAt = intent.paidAt ?? payer.heldAt ?? payer.updatedAt;
  const due = money(intent.amount, intent.currency);
  return {
    attemptId: payer.id,
    method: payer.method,
    instrument: readInstrument(payer),
    amount: taken ?? due,
    hold: payer.heldAt === null ? null : { amount: due, taken: intent.paidAt !== null },
    paidAt,
    fresh: isFresh(context, payer.heldAt ?? paidAt),
    reference: session.clientReferenceId ?? intent.id,
    returnUrl: fillSuccessUrl(session.embed?.returnUrl ?? session.successUrl, session.id),
    late: session.expiredAt !== null,
    message: confirmationMessage,
    owed,
  };
}

/** What a captured attempt that did not pay the session has to say; null when there is none. */
export function wrongAmountOf(context: AppContext, facts: CheckoutFacts): WrongAmount | null {
  const { session, intent, attempts, owed } = facts;
  const last = attempts.findLast(({ status }) => status === 'captured');
  if (last === undefined || intent.paidAt !== null) return null;
  return {
    attemptId: last.id,
    received: owed,
    due: money(intent.amount, intent.currency),
    reference: session.clientReferenceId ?? intent.id,
    sessionOpen: isSessionOpen(context, session),
  };
}

/** Takes payments: neither over, nor out of time. */
export function isSessionOpen(context: AppContext, session: SessionRow): boolean {
  return session.status === 'open' && session.expiresAt > context.clock.now();
}

/**
 * The session's methods in the merchant's order, each usable or with its reason. One that is off without a
 * word is no row as long as another can be used: a list is never empty. A wallet of the browser is none
 * either: it is named in `express` where it can be used, and nowhere where it cannot.
 */
export function methodRows(
  facts: CheckoutFacts,
  device: Device,
): {
  readonly rows: readonly MethodRow[];
  readonly express: readonly ExpressMethodId[];
} {
  const { session, intent, summary, offered } = facts;
  const eligible = eligibleMethods({
    amount: summary.total,
    device,
    settings: offered.map(({ setting }) => setting),
    captureMethod: intent.captureMethod,
    allowed: session.allowedMethods,
    excluded: session.excludedMethods,
    staysInFrame: session.embed?.redirectOnCompletion === 'never',
    keeps: session.keepCard?.asked ?? null,
  });
  const rows = eligible.flatMap((eligibility) => methodRow(eligibility, summary));
  const payable = rows.some(({ reason }) => reason === null);
  return {
    rows: payable ? rows.filter(isTold) : rows,
    express: eligible
      .filter(({ reason }) => reason === null)
      .map(({ method }) => method)
      .filter(isExpressMethod),
  };
}

/** It can be used, or there is something to say of why not. */
function isTold({ reason }: MethodRow): boolean {
  return reason?.code !== 'switched_off' || Object.keys(reason.publicReason).length > 0;
}

/** None for a method that is not listed. */
function methodRow(eligibility: MethodEligibility, summary: CheckoutSummary): readonly MethodRow[] {
  const { method, flow } = eligibility;
  if (flow === 'sheet') return [];
  return [
    {
      method,
      flow,
      worksWithoutScript: METHODS[method].worksWithoutScript,
      reason: rowReason(eligibility.reason, summary),
    },
  ];
}

function rowReason(
  reason: MethodEligibility['reason'],
  summary: CheckoutSummary,
): MethodRow['reason'] {
  if (reason === null) return null;
  const { currency } = summary.total;
  switch (reason.code) {
    case 'below_minimum':
      return { code: reason.code, limit: money(reason.minMinor, currency) };
    case 'above_maximum':
      return { code: reason.code, limit: money(reason.maxMinor, currency) };
    case 'not_multiple':
      return { code: reason.code, limit: money(reason.stepMinor, currency) };
    case 'currency':
    case 'other_device':
      return { code: reason.code };
    case 'switched_off':
    case 'in_app_browser':
      return reason;
    default:
      return unreachable(reason);
  }
}
