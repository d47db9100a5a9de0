import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { largeRefundFrom } from '#lib/domain/large-refund.ts';
import type { Money } from '#lib/domain/money.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { problem } from './operator-action.ts';
import { type PermittedOperator, requireOperator } from './require-operator.ts';

/**
 * Runs `work`, and once more where it turned out large: for who may give back so much, and after they have proved
 * who they are, which the gate sends them off to do.
 */
export async function orLarge<Result extends { readonly kind: string }>(
  operator: PermittedOperator,
  { currency }: Pick<Money, 'currency'>,
  work: (mayBeLarge: boolean) => Promise<Result>,
): Promise<Result | { readonly answer: FormAnswer }> {
  const result = await work(false);
  if (result.kind !== 'large') return result;
  const { asking, locale, mode } = operator;
  const { merchantId: merchant, role } = asking.membership;
  if (!mayDo(role, 'payments.refund_large')) {
    const { t, money } = wordsFor(locale);
    const limit = money(largeRefundFrom(currency));
    return { answer: await problem(t('dashboard.payment.actions.large', { limit }), null) };
  }
  await requireOperator({ locale, merchant, mode }, 'payments.refund_large');
  return work(true);
}
