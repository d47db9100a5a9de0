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
] as const;
export type MethodId = (typeof METHOD_IDS)[number];
