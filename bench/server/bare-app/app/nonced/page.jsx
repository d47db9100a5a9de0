import { headers } from 'next/headers';
import { createTranslator } from 'next-intl';
import { Choice } from './choice';

const messages = { title: 'Pay {amount}', choice: 'Choose' };

/** What any payment page needs of the framework: a nonce, words, a client component; and nothing else. */
export default async function NoncedPage() {
  const t = createTranslator({ locale: 'en', messages });
  return (
    <main lang={(await headers()).get('accept-language') ?? 'en'}>
      <h1>{t('title', { amount: 'HK$1.00' })}</h1>
      <Choice label={t('choice')} />
    </main>
  );
}
