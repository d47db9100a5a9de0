import type { Metadata } from 'next';
import {
  AuthenticatorPage,
  type AuthenticatorView,
} from '#components/dashboard/authenticator-page.tsx';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { offerTotp } from '#lib/operations/operators/manage-totp.ts';
import { readAccount } from '#lib/operations/operators/read-account.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import type { Query } from '../../../../operator-request.ts';
import {
  type PermittedOperator,
  type ShopParams,
  requireOperator,
} from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import { disableTotp, enableTotp, renewCodes } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'account.change_factors');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.authenticator', { merchant }) };
}

/** Setting an authenticator app up, or what is left of its recovery codes. */
export default async function Authenticator({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'account.change_factors');
  const refused = readRefusal(await searchParams);
  const view = await orAskAgain(() => viewOf(operator));
  const page = await dashboardPage(operator, 'account');
  return (
    <DashboardShell page={page}>
      <AuthenticatorPage
        view={view}
        page={page}
        refused={refused}
        actions={{ enableTotp, renewCodes, disableTotp }}
      />
    </DashboardShell>
  );
}

async function viewOf({ context, asking }: PermittedOperator): Promise<AuthenticatorView> {
  const offer = await offerTotp(context, asking);
  if (offer !== null) return { state: 'offered', ...offer };
  const { recoveryCodesLeft } = await readAccount(context, asking);
  return { state: 'on', codesLeft: recoveryCodesLeft };
}
