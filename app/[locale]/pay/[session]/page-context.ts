import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { PageContext } from '#components/checkout/checkout-actions.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { LOCALE_DESCRIPTIONS, type Locale, isLocale, otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { loadFacts } from '#lib/operations/checkout-facts.ts';
import { formTokenFor } from '#lib/operations/checkout-gate.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { takeRead } from '#lib/operations/find-page.ts';
import { nonceOf } from '../../../request-facts.ts';
import { orAskAgain } from '../../../when-away.ts';

export interface PayParams {
  readonly locale: string;
  readonly session: string;
}

/** Reads the address. One that cannot be a session's is not found, like one that is nobody's. */
export function readParams(params: PayParams): { locale: Locale; sessionId: CheckoutSessionId } {
  if (!isLocale(params.locale)) notFound();
  if (!/^cs_(?:test|live)_[0-9A-Za-z]{32}$/.test(params.session)) notFound();
  return { locale: params.locale, sessionId: params.session as CheckoutSessionId }; // the pattern is the brand's
}

export function isAttemptId(value: string): value is PaymentAttemptId {
  return /^pa_[0-9A-Za-z]{24}$/.test(value);
}

export function readAttemptId(value: string): PaymentAttemptId {
  if (!isAttemptId(value)) notFound();
  return value;
}

/**
 * What is known of a session, read once a request: for its colours, its title and its page. Mostly
 * proxy.ts has read it already, to see that the page is there.
 */
export const factsOf = cache(async (sessionId: CheckoutSessionId) => {
  const read = takeRead(await nonceOf());
  if (read?.session.id === sessionId) return read;
  return orAskAgain(async () => loadFacts(await getAppContext(), sessionId));
});

/** What the page around a view knows. `attemptId`: the page is about that attempt. */
export async function pageContext(
  context: AppContext,
  facts: { locale: Locale; sessionId: CheckoutSessionId; attemptId?: PaymentAttemptId },
): Promise<PageContext> {
  const { locale, sessionId, attemptId } = facts;
  const other = otherLocale(locale);
  const path = (await headers()).get('x-praya-path') ?? `/${locale}/pay/${sessionId}`;
  const query = attemptId === undefined ? '' : `?attempt=${attemptId}`;
  return {
    words: wordsFor(locale),
    locale,
    formToken: formTokenFor(context, sessionId),
    basePath: `/${locale}/pay/${sessionId}`,
    otherLocale: {
      label: LOCALE_DESCRIPTIONS[other].label,
      href: path.replace(`/${locale}/`, `/${other}/`),
      lang: LOCALE_DESCRIPTIONS[other].htmlLang,
    },
    address: `${context.env.PUBLIC_ORIGIN}${path}`,
    statusUrl: `/api/checkout/${sessionId}/status${query}`,
    nonce: await nonceOf(),
  };
}
