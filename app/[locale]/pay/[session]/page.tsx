import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { CheckoutPage } from '#components/checkout/checkout-page.tsx';
import { checkoutTitle } from '#components/checkout/page-title.ts';
import type { CheckoutSessionId } from '#lib/domain/ids.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { loadCheckout } from '#lib/operations/load-checkout.ts';
import { deviceOf } from '../../../request-facts.ts';
import { cancelAttempt, pay, payByCard } from './actions.ts';
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
export default async function PayPage({ params }: { params: Promise<PayParams> }) {
  const { locale, sessionId } = readParams(await params);
  const view = await load(sessionId);
  if (view === null) notFound();
  const page = await pageContext(await getAppContext(), { locale, sessionId });
  return <CheckoutPage view={view} page={page} actions={{ pay, payByCard, cancelAttempt }} />;
}
