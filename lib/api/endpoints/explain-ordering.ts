import { z } from 'zod';
import type { Device } from '#lib/domain/device.ts';
import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { MAX_AMOUNT_MINOR, money } from '#lib/domain/money.ts';
import { explainOrdering } from '#lib/operations/ordering/explain-ordering.ts';
import { invalidRequest } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { orderingExplanationObject } from '../ordering-explanation-object.ts';
import { ORDERING_REGIONS } from '../ordering-params.ts';
import { currencyCode, integer } from '../param-schemas.ts';

const DEVICES = {
  ios: { form: 'phone', os: 'ios' },
  android: { form: 'phone', os: 'android' },
  desktop: { form: 'desktop', os: 'other' },
} as const satisfies Readonly<Record<string, Device>>;
const DEVICE_NAMES = Object.keys(DEVICES) as (keyof typeof DEVICES)[]; // keys of the table above

const DEFAULT_AMOUNT_MINOR = 20_000;

/** The order that a kind of shopper is shown now; on a desktop in Hong Kong, for HK$200.00, unless told. */
export const explainOrderingEndpoint = defineEndpoint({
  method: 'GET',
  path: '/v1/ordering/explanation',
  summary:
    'The order of methods for a kind of shopper as of now, and why each stands where it does.',
  scope: 'ordering.read',
  answers: { one: 'ordering_explanation' },
  params: z.strictObject({
    /** In minor units of `currency`. */
    amount: integer(1, Number(MAX_AMOUNT_MINOR)).exactOptional(),
    currency: currencyCode.exactOptional(),
    device: z.enum(DEVICE_NAMES, `must be one of ${DEVICE_NAMES.join(', ')}`).exactOptional(),
    in_app: z.enum(IN_APP_BROWSERS, `must be one of ${IN_APP_BROWSERS.join(', ')}`).exactOptional(),
    region: z
      .enum(ORDERING_REGIONS, 'must be an ISO 3166-1 code in capitals, such as HK, or unknown')
      .exactOptional(),
  }),
  run: async ({ context, caller, tx, params }) => {
    const { amount, currency = 'HKD', device = 'desktop', in_app: inApp, region = 'HK' } = params;
    if (inApp !== undefined && device === 'desktop') {
      throw invalidRequest(
        'Apps have browsers of their own on phones: send device ios or android.',
        {
          param: 'in_app',
        },
      );
    }
    const kind = {
      region: region === 'unknown' ? null : region,
      device: { ...DEVICES[device], ...(inApp === undefined ? {} : { inApp }) },
      amount: money(BigInt(amount ?? DEFAULT_AMOUNT_MINOR), currency),
    };
    return orderingExplanationObject(await explainOrdering(tx, caller, kind, context.clock.now()));
  },
});
