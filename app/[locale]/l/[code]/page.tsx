import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { merchantName } from '#components/checkout/merchant-name.ts';
import { LinkPage } from '#components/link/link-page.tsx';
import { isPersonsVisit } from '#lib/domain/visit.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { asksForEntries } from '#lib/operations/link-entries.ts';
import { linkView } from '#lib/operations/link-view.ts';
import type { LinkFacts } from '#lib/operations/load-link.ts';
import { type OpenLinkResult, openPaymentLink } from '#lib/operations/open-payment-link.ts';
import { addressOf } from '../../../request-facts.ts';
import { orAskAgain } from '../../../when-away.ts';
import {
  type LinkParams,
  type Query,
  askedLocale,
  linkFactsOf,
  linkHref,
  linkPageContext,
  localeOf,
  notesOf,
} from './link-context.ts';

interface Props {
  params: Promise<LinkParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const asked = await params;
  const facts = await linkFactsOf(asked.code);
  if (facts === null) return {};
  const locale = localeOf(asked);
  return {
    title: wordsFor(locale).t(facts.standing === 'open' ? 'title.link' : 'title.linkClosed', {
      merchant: merchantName(facts.merchant, locale),
    }),
  };
}

/**
 * A payment link. Where there is nothing to enter, a person's visit opens a session and goes to its page; a
 * program that only looks, and a link with a limit, get a page with a button (docs/payment-links.md).
 */
export default async function PaymentLinkPage({ params, searchParams }: Props) {
  const asked = await params;
  const query = await searchParams;
  const facts = await linkFactsOf(asked.code);
  if (facts === null) notFound();
  const locale = localeOf(asked);
  const wished = askedLocale(query);
  if (wished !== null && wished !== locale) redirect(linkHref(wished, asked.code, notesOf(query)));

  const opened = await openAtOnce(facts, { locale, query });
  if (opened?.kind === 'opened') redirect(`/${locale}/pay/${opened.sessionId}`);
  const page = linkPageContext(await getAppContext(), facts, { locale, query });
  const refused =
    opened?.kind === 'held' || opened?.kind === 'not_payable' ? opened.kind : page.refused;
  return <LinkPage view={linkView(facts)} page={{ ...page, refused }} />;
}

/** Null: the page is shown. */
async function openAtOnce(
  facts: LinkFacts,
  { locale, query }: { locale: Locale; query: Query },
): Promise<OpenLinkResult | null> {
  const { link, items, standing } = facts;
  const looksOnly = query['refused'] !== undefined || query['entered'] !== undefined;
  if (standing !== 'open' || link.completedLimit !== null || looksOnly) return null;
  if (asksForEntries({ items, customFields: link.customFields })) return null;
  const sent = await headers();
  if (!isPersonsVisit((name) => sent.get(name))) return null;
  return orAskAgain(async () => {
    const context = await getAppContext();
    return openPaymentLink(context, {
      code: link.code,
      entries: {},
      notes: notesOf(query),
      locale,
      address: await addressOf(context.env.TRUSTED_PROXY_HOPS),
    });
  });
}
