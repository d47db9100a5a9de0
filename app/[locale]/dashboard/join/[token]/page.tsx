import type { Metadata } from 'next';
import { JoinForm, PasswordLinkForm } from '#components/dashboard/entry-forms.tsx';
import { EntryShell } from '#components/dashboard/entry-shell.tsx';
import { wordsFor } from '#lib/i18n/translator.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { readOperatorLink } from '#lib/operations/operators/accept-link.ts';
import { orAskAgain } from '../../../../when-away.ts';
import { entryFields } from '../../entry-page.ts';
import { type Query, askingOperator, inOtherLocale, readLocale } from '../../operator-request.ts';
import { readRefusal } from '../../shop-page.ts';
import { join, setPassword } from './actions.ts';

interface Props {
  params: Promise<{ locale: string; token: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: wordsFor(readLocale((await params).locale)).t('dashboard.title.join') };
}

/** Where a one-time link leads: a new account, another password, or a shop more. */
export default async function JoinPage({ params, searchParams }: Props) {
  const { locale: named, token } = await params;
  const locale = readLocale(named);
  const refused = readRefusal(await searchParams);
  const standing = await orAskAgain(async () => readOperatorLink(await getAppContext(), token));
  const words = wordsFor(locale);
  const { t } = words;
  const other = await inOtherLocale(locale);
  const fields = { ...(await entryFields(locale)), token };
  switch (standing.kind) {
    case 'over':
      return (
        <EntryShell
          heading={t('dashboard.join.overHeading')}
          intro={t('dashboard.join.overIntro')}
          otherLocale={other}
        />
      );
    case 'new_account':
      return (
        <EntryShell
          heading={t('dashboard.join.newHeading')}
          intro={t('dashboard.join.newIntro', { email: standing.email })}
          otherLocale={other}
        >
          <PasswordLinkForm isNew action={setPassword} {...{ words, refused }} hidden={fields} />
        </EntryShell>
      );
    case 'new_password':
      return (
        <EntryShell
          heading={t('dashboard.join.passwordHeading')}
          intro={t('dashboard.join.passwordIntro', { email: standing.email })}
          otherLocale={other}
        >
          <PasswordLinkForm
            isNew={false}
            action={setPassword}
            {...{ words, refused }}
            hidden={fields}
          />
        </EntryShell>
      );
    case 'join': {
      const asking = await askingOperator();
      const isOpen = asking?.session.stage === 'open';
      const subject = isOpen ? asking.session.id : 'dashboard';
      const hidden = { ...(await entryFields(locale, subject)), token };
      const next = new URLSearchParams({ next: `/${locale}/dashboard/join/${token}` });
      return (
        <EntryShell
          heading={t('dashboard.join.joinHeading')}
          intro={t('dashboard.join.joinIntro', { email: standing.email })}
          otherLocale={other}
        >
          {isOpen ? (
            <JoinForm action={join} {...{ words, refused, hidden }} />
          ) : (
            <a className="button-primary" href={`/${locale}/dashboard/sign-in?${next}`}>
              {t('dashboard.join.joinSignIn')}
            </a>
          )}
        </EntryShell>
      );
    }
  }
}
