import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CheckoutPage } from '#components/checkout/checkout-page.tsx';
import { SessionStyle } from '#components/checkout/session-style.tsx';
import { otherLocale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { PREVIEW_SESSION, previewCheckout } from '#lib/operations/settings/preview-checkout.ts';
import { looksSchema } from '#lib/operations/settings/shop-settings.ts';
import { nonceOf } from '../../../../../../request-facts.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import {
  cancelAttempt,
  claimTransfer,
  pay,
  payByCard,
  startAgain,
  withdrawClaim,
} from '../../../../../pay/[session]/actions.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await requireOperator(await params, 'settings.read');
  return { title: wordsFor(locale).t('dashboard.settings.preview') };
}

/**
 * The page on which a shopper chooses how to pay, as it would look: shown in a frame without scripts by the page
 * of settings, which says what is typed there in the address. Its forms lead to a session that is none.
 */
export default async function SettingsPreview({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'settings.read');
  const { context, locale, basePath } = operator;
  const words = wordsFor(locale);
  const owner = ownerOf(operator);
  const looks = readLooks(await searchParams);
  const item = words.t('dashboard.settings.sampleItem');
  const view = await orAskAgain(() => previewCheckout(context, owner, { looks, item }));
  if (view === null) notFound();
  const here = `${basePath}/settings/preview`;
  const nonce = await nonceOf();
  return (
    <>
      <SessionStyle accentColor={view.summary.merchant.accentColor} inFrame={false} nonce={nonce} />
      <CheckoutPage
        view={view}
        page={{
          words,
          locale,
          formToken: '',
          basePath: `/${locale}/pay/${PREVIEW_SESSION}`,
          otherLocale: { label: '', href: here, lang: otherLocale(locale) },
          address: here,
          statusUrl: here,
          nonce,
        }}
        actions={{ pay, payByCard, cancelAttempt, startAgain, claimTransfer, withdrawClaim }}
      />
    </>
  );
}

/** What was typed, field by field: one that is wrong is left as it was. */
function readLooks(query: Query) {
  const { name, nameZh, accentColor } = looksSchema.shape;
  const read = <Value,>(
    schema: { safeParse(value: unknown): { success: boolean; data?: Value } },
    value: unknown,
  ) => (value === undefined ? undefined : schema.safeParse(value).data);
  const typed = {
    name: read(name, query['name']),
    nameZh: read(nameZh, query['nameZh']),
    accentColor: read(accentColor, query['accentColor']),
  };
  return {
    ...(typed.name === undefined ? {} : { name: typed.name }),
    ...(typed.nameZh === undefined ? {} : { nameZh: typed.nameZh }),
    ...(typed.accentColor === undefined ? {} : { accentColor: typed.accentColor }),
  };
}
