/**
 * The payment methods of the catalogue (`lib/methods/catalogue.ts`), which does not compile while it and
 * this list differ. Everything else that knows methods by name follows from here.
 */
export const METHOD_IDS = [
  'card',
  'fps',
  'alipayhk',
  'payme',
  'octopus',
  'wechat_pay',
  'alipay',
  'apple_pay',
  'google_pay',
] as const;
export type MethodId = (typeof METHOD_IDS)[number];

/**
 * Cards kept in the browser or the phone: paid by the card network, in a sheet over our page. Not every
 * browser has them, so they are a button of their own and never a row of the list.
 */
export const EXPRESS_METHOD_IDS = [
  'apple_pay',
  'google_pay',
] as const satisfies readonly MethodId[];
export type ExpressMethodId = (typeof EXPRESS_METHOD_IDS)[number];

/** Typed or out of a wallet: a card is charged by the card network, and a decline tells whether it is good. */
export function chargesCard(method: MethodId): boolean {
  return method === 'card' || isExpressMethod(method);
}

export function isExpressMethod(method: MethodId): method is ExpressMethodId {
  return EXPRESS_METHOD_IDS.some((express) => express === method);
}

/** What a list of methods can hold, in the catalogue's order. */
export type ListedMethodId = Exclude<MethodId, ExpressMethodId>;
export const LISTED_METHOD_IDS: readonly ListedMethodId[] = METHOD_IDS.filter(
  (method): method is ListedMethodId => !isExpressMethod(method),
);
