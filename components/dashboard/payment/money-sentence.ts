import { compare, isZero } from '#lib/domain/money.ts';
import type { PaymentDetail } from '#lib/domain/payment-detail.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** Where the money of a payment is: "Paid HK$128.50 with FPS; HK$20.00 refunded; HK$108.50 kept." */
export function moneySentence(
  {
    amount,
    money,
    paidWith,
    status,
  }: Pick<PaymentDetail, 'amount' | 'money' | 'paidWith' | 'status'>,
  words: Words,
): string {
  const { t } = words;
  const method = paidWith === null ? '' : words.methodShort(paidWith);
  const { received, refunded, refunding, disputed, kept, held } = money;
  const parts: string[] = [];
  if (!isZero(received)) {
    const named = { amount: words.money(received), due: words.money(amount), method };
    const isPaid = status === 'succeeded' && compare(received, amount) >= 0;
    const isShort = !isPaid && status !== 'succeeded';
    parts.push(
      t(isShort ? 'dashboard.payment.money.short' : 'dashboard.payment.money.paid', named),
    );
  }
  if (held !== null) {
    parts.push(t('dashboard.payment.money.held', { amount: words.money(held), method }));
  }
  for (const [key, sum] of [
    ['refunded', refunded],
    ['refunding', refunding],
    ['disputed', disputed],
  ] as const) {
    if (!isZero(sum)) {
      parts.push(t(`dashboard.payment.money.${key}`, { amount: words.money(sum) }));
    }
  }
  if (parts.length > 1 && !isZero(received)) {
    parts.push(t('dashboard.payment.money.kept', { amount: words.money(kept) }));
  }
  if (parts.length === 0) {
    const isOpen = status === 'processing' || status === 'requires_action';
    parts.push(
      isOpen && paidWith !== null
        ? t('dashboard.payment.money.paying', { method })
        : t('dashboard.payment.money.nothing'),
    );
  }
  return t('dashboard.payment.money.sentence', {
    parts: parts.join(t('dashboard.payment.money.separator')),
  });
}
