import type { DashboardPage, DashboardSection } from '#components/dashboard/dashboard-page.ts';
import { REFUSALS, type Refusal } from '#components/dashboard/form-answer.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { formTokenFor } from '#lib/operations/checkout-gate.ts';
import type { SignedIn } from '#lib/operations/operators/operator-request.ts';
import { signOut } from './sign-out.ts';
import { type Query, inOtherLocale } from './operator-request.ts';
import type { PermittedOperator } from './require-operator.ts';

/** What a page about a shop knows of itself. */
export async function dashboardPage(
  operator: PermittedOperator,
  section: DashboardSection,
): Promise<DashboardPage> {
  const { context, asking, locale, mode, basePath } = operator;
  const { membership, memberships, session } = asking;
  return {
    words: wordsFor(locale),
    locale,
    basePath,
    section,
    mode,
    shop: { name: shopName(membership, locale), role: membership.role },
    otherShops: memberships
      .filter(({ merchantId }) => merchantId !== membership.merchantId)
      .map((other) => ({
        name: shopName(other, locale),
        href: `/${locale}/dashboard/${other.merchantId}/${mode}`,
      })),
    email: asking.operator.email,
    hidden: {
      form_token: formTokenFor(context, session.id),
      locale,
      merchant: membership.merchantId,
      mode,
    },
    otherLocale: await inOtherLocale(locale),
    signOut,
  };
}

export function shopName(
  { name, nameZh }: SignedIn['memberships'][number],
  locale: Locale,
): string {
  return locale === 'zh-HK' ? (nameZh ?? name) : name;
}

/** Why a form came back, as its address says; null: it did not. */
export function readRefusal(query: Query): Refusal | null {
  return REFUSALS.find((refusal) => refusal === query['refused']) ?? null;
}
