import { type MerchantLooks, findMerchant } from '#lib/db/stores/merchant-store.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import type { CheckoutSessionId, MerchantId } from '#lib/domain/ids.ts';
import { money } from '#lib/domain/money.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { eligibleMethods } from '#lib/methods/eligibility.ts';
import type { AppContext } from '../context.ts';

type OpenView = Extract<CheckoutView, { state: 'open' }>;

/** The page of no session: nothing on it can be paid. */
export const PREVIEW_SESSION = 'cs_test_preview' as CheckoutSessionId; // names a session that cannot be
const PREVIEW_AMOUNT = money(12_850n, 'HKD');
const HOUR_MS = 60 * 60 * 1000;

/**
 * A page on which a shop's shopper chooses how to pay, with the methods that the shop offers, looking as it would
 * with other settings. Null: there is no such merchant.
 */
export async function previewCheckout(
  context: AppContext,
  owner: { merchantId: MerchantId; livemode: boolean },
  preview: { looks: Partial<MerchantLooks>; item: string },
): Promise<OpenView | null> {
  const { db } = context.database;
  const [row, settings] = await Promise.all([
    findMerchant(db, owner.merchantId),
    listMethodSettings(db, owner.merchantId, owner.livemode),
  ]);
  if (row === null) return null;
  const { name, nameZh, logoUrl, accentColor, supportEmail, supportUrl, termsUrl } = row;
  const shown = { name, nameZh, logoUrl, accentColor, supportEmail, supportUrl, termsUrl };
  const methods = eligibleMethods({
    amount: PREVIEW_AMOUNT,
    device: { form: 'phone', os: 'ios' },
    settings,
    captureMethod: 'automatic',
    allowed: null,
  })
    .filter(({ reason }) => reason === null)
    .flatMap(({ method, flow }) => {
      // Wallets are buttons of the browser's own, which a frame without scripts has none of.
      if (flow === 'sheet') return [];
      return [
        { method, flow, worksWithoutScript: METHODS[method].worksWithoutScript, reason: null },
      ];
    });
  return {
    state: 'open',
    summary: {
      sessionId: PREVIEW_SESSION,
      livemode: true,
      merchant: { ...shown, ...preview.looks },
      purpose: 'payment',
      total: PREVIEW_AMOUNT,
      lineItems: [
        {
          name: preview.item,
          description: null,
          quantity: 1,
          unitAmount: PREVIEW_AMOUNT,
          amount: PREVIEW_AMOUNT,
        },
      ],
      cancelUrl: null,
      expiresAt: new Date(context.clock.now().getTime() + HOUR_MS),
      customerEmail: null,
      embed: null,
    },
    methods,
    // One that asks for nothing on the page: the card's own fields need its provider.
    preselected: methods.find(({ flow }) => flow !== 'fields')?.method ?? null,
    previous: null,
    resumable: null,
    card: null,
    keeps: null,
    inApp: null,
    received: [],
    express: null,
    customFields: [],
  };
}
