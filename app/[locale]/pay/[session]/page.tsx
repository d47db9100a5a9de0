import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { after } from 'next/server';
import { cache } from 'react';
import { PLAIN_REFUSALS, type PageContext } from '#components/checkout/checkout-actions.ts';
import { CheckoutPage } from '#components/checkout/checkout-page.tsx';
import { checkoutTitle } from '#components/checkout/page-title.ts';
import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import { readAnswers } from '#lib/domain/custom-field.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { openEntries } from '#lib/operations/entered-seal.ts';
import { openCheckout } from '#lib/operations/load-checkout.ts';
import { noteExposure } from '#lib/operations/ordering/note-exposure.ts';
import { noteOpening } from '#lib/operations/request-limits.ts';
import { addressOf, deviceOf, isPersons, regionOf } from '../../../request-facts.ts';
import { orAskAgain } from '../../../when-away.ts';
import {
  cancelAttempt,
  claimTransfer,
  pay,
  payByCard,
  startAgain,
  withdrawClaim,
} from './actions.ts';
import { type PayParams, factsOf, pageContext, readParams } from './page-context.ts';

/** Once a request, for the title and the page. */
const load = cache(async (sessionId: CheckoutSessionId, locale: Locale, payInFull: boolean) => {
  const facts = await factsOf(sessionId);
  if (facts === null) return null;
  return orAskAgain(async () => {
    const context = await getAppContext();
    const region = await regionOf(context.env.COUNTRY_HEADER);
    return openCheckout(context, facts, { device: await deviceOf(), region, locale, payInFull });
  });
});

interface Props {
  params: Promise<PayParams>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Chosen on the page that tells of a wrong amount. */
const wantsToPayInFull = async (asked: Props['searchParams']): Promise<boolean> =>
  (await asked)['pay'] === 'full';

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { locale, sessionId } = readParams(await params);
  const opened = await load(sessionId, locale, await wantsToPayInFull(searchParams));
  return opened === null ? {} : { title: checkoutTitle(opened.view, wordsFor(locale)) };
}

/** What a session needs now: pay, wait, paid, expired. */
export default async function PayPage({ params, searchParams }: Props) {
  const { locale, sessionId } = readParams(await params);
  const opened = await load(sessionId, locale, await wantsToPayInFull(searchParams));
  if (opened === null) notFound();
  const { view: loaded, exposure } = opened;
  const context = await getAppContext();
  const address = await addressOf(context.env.TRUSTED_PROXY_HOPS);
  // Nothing of it is on the page, so the page does not wait for it.
  if (loaded.state === 'open') after(() => noteOpening(context, { sessionId, address }));
  if (exposure !== null && (await isPersons())) {
    after(() => noteExposure(context, exposure, address));
  }
  const asked = await searchParams;
  const view = withMethodChosen(loaded, asked['method']);
  const refused = PLAIN_REFUSALS.find((code) => code === asked['refused']);
  const page = {
    ...(await pageContext(context, { locale, sessionId })),
    ...(refused === undefined ? {} : { refused }),
    ...enteredBefore(context, loaded, asked['entered']),
  };
  const actions = { cancelAttempt, claimTransfer, pay, payByCard, startAgain, withdrawClaim };
  return <CheckoutPage view={view} page={page} actions={actions} />;
}

/** What the form came back with, for a session that asks for something besides. */
function enteredBefore(
  context: AppContext,
  view: CheckoutView,
  sealed: string | string[] | undefined,
): Pick<PageContext, 'entered' | 'problems'> {
  if (view.state !== 'open' || view.customFields.length === 0) return {};
  const entered =
    typeof sealed === 'string' ? openEntries(context, view.summary.sessionId, sealed) : null;
  if (entered === null) return {};
  return { entered, problems: readAnswers(view.customFields, entered).problems };
}

/** Keeps the method chosen that a form came back with, where it can be used. */
function withMethodChosen(view: CheckoutView, asked: string | string[] | undefined): CheckoutView {
  if (view.state !== 'open') return view;
  const row = view.methods.find(({ method, reason }) => method === asked && reason === null);
  return row === undefined ? view : { ...view, preselected: row.method };
}
