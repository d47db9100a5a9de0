import type { LinkCard } from '#components/dashboard/links/link-card.ts';
import { money } from '#lib/domain/money.ts';
import { linkStanding } from '#lib/domain/payment-link.ts';
import type { AppContext } from '#lib/operations/context.ts';
import type { MerchantLink } from '#lib/operations/links/merchant-links.ts';

/** What the dashboard shows of a link. */
export function linkCard(context: AppContext, { link, items, earnings }: MerchantLink): LinkCard {
  const of = (amount: bigint) => money(amount, link.currency);
  const { payments, captured, refunded } = earnings;
  return {
    id: link.id,
    url: `${context.env.PUBLIC_ORIGIN}/l/${link.code}`,
    // Places that somebody is paying for just now are told on the link's own page.
    standing: linkStanding(link, { complete: payments, held: 0 }, context.clock.now()),
    items: items.map(({ item, price, product }) => ({
      name: product.name,
      quantity: item.quantity,
      amount: price.unitAmount === null ? null : of(price.unitAmount),
      minimum: price.customMinimum === null ? null : of(price.customMinimum),
      maximum: price.customMaximum === null ? null : of(price.customMaximum),
    })),
    payments,
    limit: link.completedLimit,
    earned: of(captured - refunded),
    refunded: of(refunded),
    createdAt: link.createdAt,
  };
}
