import type { Metadata } from 'next';
import { ConfirmForms } from '#components/dashboard/entry-forms.tsx';
import { EntryShell } from '#components/dashboard/entry-shell.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readAccount } from '#lib/operations/operators/read-account.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { type Query, inOtherLocale } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, readRefusal } from '../../../shop-page.ts';
import { askToConfirm, confirm, confirmByPasskey } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await requireOperator(await params, 'account.read');
  return { title: wordsFor(locale).t('dashboard.title.confirm') };
}

/** Before what an open session is not enough for. */
export default async function Confirm({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'account.read');
  const { context, asking, locale, basePath } = operator;
  const account = await orAskAgain(() => readAccount(context, asking));
  const { words, hidden } = await dashboardPage(operator, 'account');
  return (
    <EntryShell
      heading={words.t('dashboard.confirm.heading')}
      intro={words.t('dashboard.confirm.intro')}
      otherLocale={await inOtherLocale(locale)}
    >
      <ConfirmForms
        words={words}
        hidden={hidden}
        refused={readRefusal(await searchParams)}
        asksForCode={account.totpSince !== null}
        hasPasskey={account.passkeys.length > 0}
        cancelHref={`${basePath}/account`}
        actions={{ confirm, askToConfirm, confirmByPasskey }}
      />
    </EntryShell>
  );
}
