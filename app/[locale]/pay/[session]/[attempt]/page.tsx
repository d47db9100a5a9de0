import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AttemptPage } from '#components/checkout/attempt-page.tsx';
import { attemptTitle } from '#components/checkout/page-title.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { attemptView } from '#lib/operations/load-attempt.ts';
import { deviceOf, regionOf } from '../../../../request-facts.ts';
import { orAskAgain } from '../../../../when-away.ts';
import {
  cancelAttempt,
  claimTransfer,
  pay,
  payByCard,
  startAgain,
  withdrawClaim,
} from '../actions.ts';
import {
  type PayParams,
  factsOf,
  pageContext,
  readAttemptId,
  readParams,
} from '../page-context.ts';

interface Props {
  params: Promise<PayParams & { attempt: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Once a request, for the title and the page. */
const load = cache(async (sessionId: CheckoutSessionId, attemptId: PaymentAttemptId) => {
  const facts = await factsOf(sessionId);
  if (facts === null) return null;
  return orAskAgain(async () => {
    const context = await getAppContext();
    const region = await regionOf(context.env.COUNTRY_HEADER);
    return attemptView(context, facts, { attemptId, device: await deviceOf(), region });
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, sessionId } = readParams(await params);
  const view = await load(sessionId, readAttemptId((await params).attempt));
  return view === null ? {} : { title: attemptTitle(view, wordsFor(locale)) };
}

/** One attempt's next step: QR code, wallet, 3-D Secure, waiting, declined, paid. */
export default async function AttemptRoute({ params, searchParams }: Props) {
  const { locale, sessionId } = readParams(await params);
  const attemptId = readAttemptId((await params).attempt);
  const view = await load(sessionId, attemptId);
  if (view === null) notFound();
  const page = {
    ...(await pageContext(await getAppContext(), { locale, sessionId, attemptId })),
    saysPaid: (await searchParams)['said'] === 'paid',
  };
  const actions = { cancelAttempt, claimTransfer, pay, payByCard, startAgain, withdrawClaim };
  return <AttemptPage view={view} page={page} actions={actions} />;
}
