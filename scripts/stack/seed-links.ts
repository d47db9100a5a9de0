import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { PLAIN_LINK, createPaymentLink } from '#lib/operations/create-payment-link.ts';
import { createPrice } from '#lib/operations/manage-prices.ts';
import { createProduct } from '#lib/operations/manage-products.ts';

/** The codes of the demo's payment links. */
export interface SeededLinks {
  /** A ticket at a fixed price: it opens at the payment page at once. */
  readonly tasting: string;
  /** A donation of an amount the payer chooses. */
  readonly harbour: string;
}

/** Makes two payment links of a merchant whose methods are set up. */
export async function seedLinks(context: AppContext, merchant: string): Promise<SeededLinks> {
  const owner = { merchantId: merchant as MerchantId, livemode: false }; // made by `createMerchant`
  return context.database.db.transaction(async (tx) => {
    const tasting = await createPaymentLink(context, tx, owner, {
      currency: null,
      items: [
        {
          price: {
            currency: 'HKD',
            unitAmount: 26_800n,
            product: {
              name: '週末品茶班 Weekend tea tasting',
              description: '上環店，每位九十分鐘 Sheung Wan, 90 minutes each',
            },
          },
          quantity: 1,
          adjustable: null,
        },
      ],
      settings: { ...PLAIN_LINK, confirmationMessage: '到時見！\nSee you at the tasting.' },
    });
    const fund = await createProduct(context, tx, owner, {
      name: '維港清潔基金 Harbour clean-up fund',
    });
    const price = await createPrice(context, tx, owner, {
      product: fund,
      currency: 'HKD',
      custom: { minimum: 1_000n, maximum: 1_000_000n, preset: 10_000n },
    });
    const harbour = await createPaymentLink(context, tx, owner, {
      currency: null,
      items: [{ price, quantity: 1, adjustable: null }],
      settings: {
        ...PLAIN_LINK,
        submitType: 'donate',
        confirmationMessage: '多謝支持！\nThank you!',
      },
    });
    return { tasting: tasting.link.code, harbour: harbour.link.code };
  });
}
