import type { PaymentLinkId } from '#lib/domain/ids.ts';
import type { Money } from '#lib/domain/money.ts';
import type { LinkStanding } from '#lib/domain/payment-link.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** A payment link, as its shop sees it. */
export interface LinkCard {
  readonly id: PaymentLinkId;
  /** What is given to shoppers. */
  readonly url: string;
  readonly standing: LinkStanding;
  readonly items: readonly {
    readonly name: string;
    readonly quantity: number;
    /** Null: the payer chooses, between the two bounds where there are any. */
    readonly amount: Money | null;
    readonly minimum: Money | null;
    readonly maximum: Money | null;
  }[];
  /** How many have paid. */
  readonly payments: number;
  /** How many can; null: as many as like. */
  readonly limit: number | null;
  /** What came in and was not given back. */
  readonly earned: Money;
  readonly refunded: Money;
  readonly createdAt: Date;
}

export const STANDING_LOOKS = {
  open: 'ok',
  full: 'warn',
  sold_out: 'quiet',
  inactive: 'quiet',
  expired: 'quiet',
} as const satisfies Readonly<Record<LinkStanding, string>>;

/** What it sells, in a line. */
export function linkName({ items }: LinkCard, { list }: Words): string {
  return list(items.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name)));
}

/** What one pays by it, in a line. */
export function linkPrice({ items }: LinkCard, { t, money }: Words): string {
  const [first] = items;
  if (first === undefined) return '';
  const { amount, minimum, maximum } = first;
  if (amount !== null) {
    return items.length > 1 ? t('dashboard.links.severalItems') : money(amount);
  }
  if (minimum !== null && maximum !== null) {
    return t('dashboard.links.chosenBetween', { from: money(minimum), to: money(maximum) });
  }
  if (minimum !== null) return t('dashboard.links.chosenFrom', { from: money(minimum) });
  return t('dashboard.links.chosen');
}

export function linkSold({ payments, limit }: LinkCard, { t }: Words): string {
  return limit === null
    ? t('dashboard.links.sold', { count: payments })
    : t('dashboard.links.soldOf', { count: payments, limit });
}
