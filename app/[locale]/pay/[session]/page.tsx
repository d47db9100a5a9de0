import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { PLAIN_REFUSALS } from '#components/checkout/checkout-actions.ts';
import { CheckoutPage } from '#components/checkout/checkout-page.tsx';
import { checkoutTitle } from '#components/checkout/page-title.ts';
import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { loadCheckout } from '#lib/operations/load-checkout.ts';
import { deviceOf } from '../../../request-facts.ts';
import { cancelAttempt, claimTransfer, pay, payByCard, withdrawClaim } from './actions.ts';
import { type PayParams, pageContext, readParams } from './page-context.ts';

/** Once a request, for the title and the page. */
const load = cache(async (sessionId: CheckoutSessionId) =>
  loadCheckout(await getAppContext(), { sessionId, device: await deviceOf() }),
);

export async function generateMetadata({
  params,
}: {
  params: Promise<PayParams>;
}): Promise<Metadata> {
  const { locale, sessionId } = readParams(await params);
  const view = await load(sessionId);
  return view === null ? {} : { title: checkoutTitle(view, wordsFor(locale)) };
}

/** What a session needs now: pay, wait, paid, expired. */
export default async function PayPage({
  params,
  searchParams,
}: {
  params: Promise<PayParams>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { locale, sessionId } = readParams(await params);
  const loaded = await load(sessionId);
  if (loaded === null) notFound();
  const asked = await searchParams;
  const view = withMethodChosen(loaded, asked['method']);
  const refused = PLAIN_REFUSALS.find((code) => code === asked['refused']);
  const page = {
    ...(await pageContext(await getAppContext(), { locale, sessionId })),
    ...(refused === undefined ? {} : { refused }),
  };
  return (
    <CheckoutPage
      view={view}
      page={page}
      actions={{ pay, payByCard, cancelAttempt, claimTransfer, withdrawClaim }}
    />
  );
}

/** Keeps the method chosen that a form came back with, where it can be used. */
function withMethodChosen(view: CheckoutView, asked: string | string[] | undefined): CheckoutView {
  if (view.state !== 'open') return view;
  const row = view.methods.find(({ method, reason }) => method === asked && reason === null);
  return row === undefined ? view : { ...view, preselected: row.method };
}
