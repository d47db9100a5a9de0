import { cookies, headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { OtherLocale } from '#components/dashboard/dashboard-page.ts';
import { browserName } from '#lib/domain/browser-name.ts';
import { LOCALE_DESCRIPTIONS, type Locale, isLocale, otherLocale } from '#lib/i18n/locales.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import type { OperatorRequest, SignedIn } from '#lib/operations/operators/operator-request.ts';
import { SESSION_MS, findSignedIn } from '#lib/operations/operators/operator-session.ts';
import { operatorCookie } from '#lib/platform/operator-cookie.ts';
import { addressOf } from '../../request-facts.ts';
import { orAskAgain } from '../../when-away.ts';

export type Query = Readonly<Record<string, string | string[] | undefined>>;

export function readLocale(locale: string): Locale {
  if (!isLocale(locale)) notFound();
  return locale;
}

/** What the browser holds of a session; null: nothing. */
export async function sessionToken(context: AppContext): Promise<string | null> {
  const { name } = operatorCookie(context.env.PUBLIC_ORIGIN);
  return (await cookies()).get(name)?.value ?? null;
}

export async function keepSession(context: AppContext, token: string): Promise<void> {
  const { name, options } = operatorCookie(context.env.PUBLIC_ORIGIN);
  (await cookies()).set(name, token, { ...options, maxAge: SESSION_MS / 1000 });
}

export async function dropSession(context: AppContext): Promise<void> {
  const { name, options } = operatorCookie(context.env.PUBLIC_ORIGIN);
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}

/** Whoever asks, in an open session or in one that waits for its code; null: nobody. Once a request. */
export const askingOperator = cache((): Promise<SignedIn | null> =>
  orAskAgain(async () => {
    const context = await getAppContext();
    return findSignedIn(context, await sessionToken(context));
  }),
);

export async function operatorRequest(context: AppContext): Promise<OperatorRequest> {
  const userAgent = ((await headers()).get('user-agent') ?? '').slice(0, 512);
  return {
    address: await addressOf(context.env.TRUSTED_PROXY_HOPS),
    browser: browserName(userAgent),
  };
}

/** The page that is asked for, or from which a form was sent, without what it was told of the last form. */
export async function thisAddress(): Promise<{ path: string; query: URLSearchParams }> {
  const sent = await headers();
  const query = new URLSearchParams(sent.get('x-praya-query') ?? '');
  for (const name of ['refused', 'done', 'again', '_rsc']) query.delete(name);
  return { path: sent.get('x-praya-path') ?? '/', query };
}

export function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query}`;
}

/** This page in the other language. */
export async function inOtherLocale(locale: Locale): Promise<OtherLocale> {
  const other = otherLocale(locale);
  const { path, query } = await thisAddress();
  const next = query.get('next');
  if (next !== null) query.set('next', next.replace(`/${locale}/`, `/${other}/`));
  return {
    label: LOCALE_DESCRIPTIONS[other].label,
    href: withQuery(path.replace(`/${locale}/`, `/${other}/`), query),
    lang: LOCALE_DESCRIPTIONS[other].htmlLang,
  };
}
