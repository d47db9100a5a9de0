import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CodeForm } from '#components/dashboard/entry-forms.tsx';
import { EntryShell } from '#components/dashboard/entry-shell.tsx';
import { readNext } from '#lib/front/dashboard-path.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { entryFields } from '../entry-page.ts';
import { type Query, askingOperator, inOtherLocale, readLocale } from '../operator-request.ts';
import { readRefusal } from '../shop-page.ts';
import { sendCode } from './actions.ts';

interface Props {
  params: Promise<{ locale: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: wordsFor(readLocale((await params).locale)).t('dashboard.title.secondFactor') };
}

export default async function SecondFactorPage({ params, searchParams }: Props) {
  const locale = readLocale((await params).locale);
  const query = await searchParams;
  const next = readNext(query['next'], locale);
  const asking = await askingOperator();
  const signIn = `/${locale}/dashboard/sign-in`;
  const again = next === null ? signIn : `${signIn}?${new URLSearchParams({ next })}`;
  if (asking === null) redirect(again);
  if (asking.session.stage === 'open') redirect(next ?? `/${locale}/dashboard`);
  const words = wordsFor(locale);
  const { t } = words;
  return (
    <EntryShell
      heading={t('dashboard.secondFactor.heading')}
      intro={t('dashboard.secondFactor.intro')}
      otherLocale={await inOtherLocale(locale)}
    >
      <CodeForm
        words={words}
        hidden={await entryFields(locale, asking.session.id)}
        refused={readRefusal(query)}
        action={sendCode}
        startAgainHref={again}
      />
    </EntryShell>
  );
}
