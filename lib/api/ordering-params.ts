import { z } from 'zod';
import { LISTED_METHOD_IDS } from '#lib/domain/method-id.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { REGION_CODES } from '#lib/domain/region-code.ts';
import type { OrderingChange } from '#lib/operations/ordering/change-ordering.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { ORDERING_POLICIES, type OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import { clearable, currencyCode, integer, list } from './param-schemas.ts';

/** Which methods an order can be about: Apple Pay and Google Pay are buttons beside the list. */
const listedMethod = z.enum(LISTED_METHOD_IDS, `must be one of ${LISTED_METHOD_IDS.join(', ')}`);

const POLICY_IDS = Object.keys(ORDERING_POLICIES) as OrderingPolicyId[]; // keys of the table

/** Shoppers' regions as they are known: one that nobody could tell is a region too. */
export const ORDERING_REGIONS: readonly string[] = [...REGION_CODES, 'unknown'];
const MAX_REGIONS = 50;
const MAX_METHODS = LISTED_METHOD_IDS.length;
const MAX_AMOUNT_RULES = 100;

const methods = list(listedMethod, { max: MAX_METHODS });

const orderByRegion = z.record(z.string(), clearable(methods)).superRefine((value, issues) => {
  const regions = Object.keys(value);
  if (regions.length > MAX_REGIONS) {
    issues.addIssue({ code: 'custom', message: `can have at most ${MAX_REGIONS} regions` });
  }
  const unknown = regions.find((region) => !ORDERING_REGIONS.includes(region));
  if (unknown !== undefined) {
    issues.addIssue({
      code: 'custom',
      path: [unknown],
      message: 'is no region: send ISO 3166-1 codes in capitals, such as HK, or unknown',
    });
  }
});

/** A share as a decimal text: `0.012` is 1.2 %. */
const share = z
  .string()
  .regex(/^0(?:\.\d{1,6})?$/, 'must be a decimal from 0 to below 1, such as 0.012')
  .transform(Number);

const feeShares = z.record(z.string(), clearable(share)).superRefine((value, issues) => {
  const unknown = Object.keys(value).find((name) => !listedMethod.safeParse(name).success);
  if (unknown === undefined) return;
  issues.addIssue({
    code: 'custom',
    path: [unknown],
    message: `is no payment method: send one of ${LISTED_METHOD_IDS.join(', ')}`,
  });
});

const amount = integer(1, Number(MAX_AMOUNT_MINOR)).exactOptional();

const rules = z.strictObject({
  amounts: clearable(
    list(
      z.strictObject({ method: listedMethod, currency: currencyCode, from: amount, to: amount }),
      { max: MAX_AMOUNT_RULES },
    ),
  ).exactOptional(),
  hidden: clearable(methods).exactOptional(),
  max_displacement: clearable(integer(0, MAX_METHODS - 1)).exactOptional(),
  order: clearable(methods).exactOptional(),
  order_by_region: clearable(orderByRegion).exactOptional(),
  pinned: clearable(
    list(z.strictObject({ method: listedMethod, place: integer(0, MAX_METHODS - 1) }), {
      max: MAX_METHODS,
    }),
  ).exactOptional(),
});

export const orderingParams = z.strictObject({
  fee_shares: clearable(feeShares).exactOptional(),
  outage_action: z
    .enum(OUTAGE_ACTIONS, `must be one of ${OUTAGE_ACTIONS.join(', ')}`)
    .exactOptional(),
  policy: z.enum(POLICY_IDS, `must be one of ${POLICY_IDS.join(', ')}`).exactOptional(),
  rules: clearable(rules).exactOptional(),
});

export const ORDERING_EMPTYABLE: readonly string[] = [
  'fee_shares',
  ...LISTED_METHOD_IDS.map((method) => `fee_shares.${method}`),
  'rules',
  ...Object.keys(rules.shape).map((name) => `rules.${name}`),
  ...ORDERING_REGIONS.map((region) => `rules.order_by_region.${region}`),
];

/** Parameters as the change they ask for. */
export function orderingChange(params: z.infer<typeof orderingParams>): OrderingChange {
  return {
    policy: params.policy,
    outageAction: params.outage_action,
    feeShares: params.fee_shares,
    rules: params.rules == null ? params.rules : rulesChange(params.rules),
  };
}

function rulesChange(sent: z.infer<typeof rules>): NonNullable<OrderingChange['rules']> {
  const { amounts, order_by_region: orders } = sent;
  return {
    order: sent.order,
    orderByRegion: orders == null ? orders : emptied(orders),
    pinned: sent.pinned,
    hidden: sent.hidden,
    amounts:
      amounts == null
        ? amounts
        : amounts.map(({ method, currency, from = null, to = null }) => ({
            method,
            currency,
            fromMinor: from,
            toMinor: to,
          })),
    maxDisplacement: sent.max_displacement,
  };
}

/** An order of no methods is none. */
function emptied(
  orders: Readonly<Record<string, readonly string[] | null>>,
): Readonly<Record<string, readonly string[] | null>> {
  return Object.fromEntries(
    Object.entries(orders).map(([region, order]) => [region, order?.length === 0 ? null : order]),
  );
}
