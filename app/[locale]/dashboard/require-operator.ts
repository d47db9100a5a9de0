import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { OperatorAction } from '#lib/domain/operator-role.ts';
import { type DashboardMode, isDashboardMode, isMerchantId } from '#lib/front/dashboard-path.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { type AllowedOperator, checkOperator } from '#lib/operations/operators/check-operator.ts';
import { orAskAgain } from '../../when-away.ts';
import { readLocale, sessionToken, thisAddress, withQuery } from './operator-request.ts';

/** What an address below `/<locale>/dashboard/<merchant>/<mode>` names. */
export interface ShopParams {
  readonly locale: string;
  readonly merchant: string;
  readonly mode: string;
}

/** An operator who may see or do what was asked. */
export interface PermittedOperator {
  readonly context: AppContext;
  readonly asking: AllowedOperator;
  readonly locale: Locale;
  readonly mode: DashboardMode;
  readonly basePath: string;
}

/**
 * The gate of each page and action about a shop, which asks it itself: whoever may not is sent to sign in, to
 * prove who they are, or nowhere, and comes back to the same address.
 */
export async function requireOperator(
  params: ShopParams,
  action: OperatorAction,
): Promise<PermittedOperator> {
  const locale = readLocale(params.locale);
  const { merchant, mode } = params;
  if (!isMerchantId(merchant) || !isDashboardMode(mode)) notFound();
  const dashboard = `/${locale}/dashboard`;
  const basePath = `${dashboard}/${merchant}/${mode}`;
  const context = await getAppContext();
  const verdict = await verdictOn(merchant, action);
  switch (verdict.kind) {
    case 'allowed':
      return { context, asking: verdict.allowed, locale, mode, basePath };
    case 'sign_in':
      return redirect(await comingBack(`${dashboard}/sign-in`));
    case 'second_factor':
      return redirect(await comingBack(`${dashboard}/second-factor`));
    case 'confirm':
      return redirect(await comingBack(`${basePath}/confirm`));
    case 'not_allowed':
      return redirect(`${basePath}/account?refused=role`);
    case 'not_found':
      return notFound();
  }
}

/** Once a request, for the title and the page. */
const verdictOn = cache((merchantId: MerchantId, action: OperatorAction) =>
  orAskAgain(async () => {
    const context = await getAppContext();
    const token = await sessionToken(context);
    return checkOperator(context, { token, merchantId, action });
  }),
);

async function comingBack(to: string): Promise<string> {
  const { path, query } = await thisAddress();
  return withQuery(to, new URLSearchParams({ next: withQuery(path, query) }));
}
