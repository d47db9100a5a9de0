import type { Db } from '#lib/db/client.ts';
import { countHeldByAddress, insertOpening, readRequests } from '#lib/db/stores/opening-store.ts';
import { lockPaymentLink } from '#lib/db/stores/payment-link-store.ts';
import { opensToLeave } from '#lib/domain/card-limits.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { EntryProblems } from '#lib/domain/link-view.ts';
import {
  LIMITED_SESSION_LIFETIME_MS,
  LINK_SESSION_LIFETIME_MS,
  mostHeldByAddress,
} from '#lib/domain/payment-link.ts';
import { REQUEST_WINDOW_MS } from '#lib/domain/request-limits.ts';
import { addressSubject } from './card-limits.ts';
import { priceObject } from './catalogue-objects.ts';
import type { AppContext } from './context.ts';
import { createCheckoutSession } from './create-checkout-session.ts';
import { SessionParamError } from './session-params.ts';
import { type LinkEntries, type ReadEntries, readLinkEntries } from './link-entries.ts';
import { type LinkFacts, loadLink, standingOf } from './load-link.ts';
import { type LinkNotes, withNotes } from './link-notes.ts';

export type OpenLinkResult =
  | { readonly kind: 'opened'; readonly sessionId: CheckoutSessionId }
  | { readonly kind: 'invalid'; readonly problems: EntryProblems }
  /** Its page says why. */
  | { readonly kind: 'closed' | 'not_found' }
  /** This address opens sessions by the hundred, or holds its share of a limited link's places. */
  | { readonly kind: 'held' }
  /** No method of the merchant takes the amount. */
  | { readonly kind: 'not_payable' };

/**
 * Opens a session of a link for one visitor. Of a link with a limit the place is taken here, under the link's
 * lock, so that never more sessions are open and paid than may be; it is free again when the session expires.
 */
export async function openPaymentLink(
  context: AppContext,
  asked: {
    code: string;
    entries: LinkEntries;
    notes: LinkNotes;
    /** The language of the page that opened it. */
    locale: string;
    /** The client's `addressGroup`. */
    address: string | null;
  },
): Promise<OpenLinkResult> {
  const facts = await loadLink(context, asked.code);
  if (facts === null) return { kind: 'not_found' };
  if (facts.standing !== 'open') return { kind: 'closed' };
  const read = readLinkEntries(
    { items: facts.items, customFields: facts.link.customFields },
    asked.entries,
  );
  if ('problems' in read) return { kind: 'invalid', problems: read.problems };
  try {
    return await context.database.db.transaction((tx) =>
      open(context, tx, { ...asked, facts, read }),
    );
  } catch (error) {
    if (!(error instanceof SessionParamError)) throw error;
    return { kind: 'not_payable' };
  }
}

async function open(
  context: AppContext,
  tx: Db,
  asked: {
    facts: LinkFacts;
    read: ReadEntries;
    notes: LinkNotes;
    locale: string;
    address: string | null;
  },
): Promise<OpenLinkResult> {
  const { facts, read, notes, locale } = asked;
  const limited = facts.link.completedLimit !== null;
  const link = limited ? await lockPaymentLink(tx, facts.link.id) : facts.link;
  if (link === null) return { kind: 'not_found' };
  if (limited && (await standingOf(context, tx, link)) !== 'open') return { kind: 'closed' };
  const from = addressSubject(context, asked.address);
  if (from !== null) {
    const { sessions } = await readRequests(tx, from.subject, REQUEST_WINDOW_MS);
    if (opensToLeave(sessions)) return { kind: 'held' };
    if (link.completedLimit !== null) {
      const held = await countHeldByAddress(tx, link.id, from.subject);
      if (held >= mostHeldByAddress(link.completedLimit)) return { kind: 'held' };
    }
  }
  const now = context.clock.now();
  const lifetimeMs = limited ? LIMITED_SESSION_LIFETIME_MS : LINK_SESSION_LIFETIME_MS;
  const { session } = await createCheckoutSession(context, {
    merchantId: link.merchantId,
    livemode: link.livemode,
    tx,
    params: {
      currency: link.currency,
      lineItems: read.lines.map(({ item, unitAmount, quantity }) => ({
        name: item.product.name,
        description: item.product.description,
        unitAmount,
        quantity,
        price: priceObject(item.price),
      })),
      successUrl: link.redirectUrl,
      cancelUrl: null,
      clientReferenceId: notes.clientReferenceId,
      customerEmail: notes.prefilledEmail,
      locale,
      metadata: withNotes(link.metadata, notes),
      expiresAt: new Date(now.getTime() + lifetimeMs),
      submitType: link.submitType,
      allowedMethods: link.allowedMethods,
      captureMethod: link.captureMethod,
      paymentDescription: link.paymentDescription,
      paymentMetadata: link.paymentMetadata,
      paymentLinkId: link.id,
      customFields: read.customFields,
    },
  });
  if (from !== null) await insertOpening(tx, { address: from.subject, sessionId: session.id });
  return { kind: 'opened', sessionId: session.id };
}
