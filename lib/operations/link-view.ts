import type { LinkItem } from '#lib/db/stores/payment-link-store.ts';
import type { LinkItemView, LinkView } from '#lib/domain/link-view.ts';
import { fieldName } from '#lib/domain/custom-field.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { asksForEntries, quantityField } from './link-entries.ts';
import type { LinkFacts } from './load-link.ts';

/** What a link's page shows. */
export function linkView({ link, merchant, items, standing }: LinkFacts): LinkView {
  const { currency, customFields } = link;
  const adjustable = asksForEntries({ items, customFields: [] });
  const total = items.reduce(
    (sum, { item, price }) => sum + (price.unitAmount ?? 0n) * BigInt(item.quantity),
    0n,
  );
  return {
    code: link.code,
    livemode: link.livemode,
    merchant: {
      name: merchant.name,
      nameZh: merchant.nameZh,
      logoUrl: merchant.logoUrl,
      accentColor: merchant.accentColor,
      supportEmail: merchant.supportEmail,
      supportUrl: merchant.supportUrl,
      termsUrl: merchant.termsUrl,
    },
    standing,
    inactiveMessage: link.inactiveMessage,
    submitType: link.submitType,
    items: items.map(itemView),
    total: adjustable ? null : money(total, currency),
    customFields: customFields.map((field, index) => ({ ...field, name: fieldName(index) })),
  };
}

function itemView({ item, price, product }: LinkItem): LinkItemView {
  const { currency, unitAmount, customMinimum, customMaximum, customPreset } = price;
  const { quantityMinimum, quantityMaximum } = item;
  return {
    name: product.name,
    description: product.description,
    quantity: item.quantity,
    unitAmount: unitAmount === null ? null : money(unitAmount, currency),
    amountBounds:
      customMinimum === null || customMaximum === null
        ? null
        : { minimum: money(customMinimum, currency), maximum: money(customMaximum, currency) },
    amountPreset: customPreset === null ? '' : toMajorString(money(customPreset, currency)),
    quantityBounds:
      quantityMinimum === null || quantityMaximum === null
        ? null
        : { minimum: quantityMinimum, maximum: quantityMaximum },
    quantityField: quantityField(item.position),
  };
}
