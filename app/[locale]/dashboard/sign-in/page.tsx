import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForms } from '#components/dashboard/entry-forms.tsx';
import { EntryShell } from '#components/dashboard/entry-shell.tsx';
import { readNext } from '#lib/front/dashboard-path.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { entryFields } from '../entry-page.ts';
import { type Query, askingOperator, inOtherLocale, readLocale } from '../operator-request.ts';
import { readRefusal } from '../shop-page.ts';
import { askToSignIn, signIn, signInByPasskey } from './actions.ts';

interface Props {
  params: Promise<{ locale: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: wordsFor(readLocale((await params).locale)).t('dashboard.title.signIn') };
}

export default async function SignInPage({ params, searchParams }: Props) {
  const locale = readLocale((await params).locale);
  const query = await searchParams;
  const asking = await askingOperator();
  if (asking?.session.stage === 'open') {
    redirect(readNext(query['next'], locale) ?? `/${locale}/dashboard`);
  }
  const words = wordsFor(locale);
  const { t } = words;
  return (
    <EntryShell
      heading={t('dashboard.signIn.heading')}
      intro={t('dashboard.signIn.intro')}
      otherLocale={await inOtherLocale(locale)}
      notice={query['done'] === 'signed_out' ? t('dashboard.signIn.signedOut') : undefined}
    >
      <SignInForms
        words={words}
        hidden={await entryFields(locale)}
        refused={readRefusal(query)}
        actions={{ signIn, askToSignIn, signInByPasskey }}
      />
    </EntryShell>
  );
}
