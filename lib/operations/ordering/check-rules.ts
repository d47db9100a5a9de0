import { currencyCodeSchema } from '#lib/domain/currency.ts';
import { LISTED_METHOD_IDS, type MethodId, isExpressMethod } from '#lib/domain/method-id.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import type { OrderingRules } from '#lib/ordering/ordering-rules.ts';
import { ParamError } from '../param-error.ts';

/**
 * Throws ParamError where rules contradict each other, by the name of what was sent. A method that is not set
 * up may be named: the rule holds as soon as it is.
 */
export function checkRules(
  rules: OrderingRules,
  facts: {
    /** The parts of the rules that this call sets. */
    readonly sent: Readonly<Partial<Record<keyof OrderingRules, unknown>>>;
    /** Methods that are set up and switched on. */
    readonly offered: readonly MethodId[];
  },
): void {
  checkOnce(rules.order, 'rules[order]');
  for (const [region, order] of Object.entries(rules.orderByRegion)) {
    checkOnce(order, `rules[order_by_region][${region}]`);
  }
  checkPins(rules);
  checkHidden(rules, facts);
  checkAmounts(rules);
}

function checkOnce(methods: readonly string[], param: string): void {
  const twice = methods.findIndex((method, place) => methods.indexOf(method) < place);
  if (twice === -1) return;
  throw new ParamError(`${param}[${twice}]`, `${methods[twice]} is named twice in ${param}.`);
}

function checkPins({ pinned }: OrderingRules): void {
  for (const [at, { method, place }] of pinned.entries()) {
    const before = pinned.slice(0, at);
    if (before.some((pin) => pin.method === method)) {
      throw new ParamError(`rules[pinned][${at}][method]`, `${method} is pinned twice.`);
    }
    const there = before.find((pin) => pin.place === place);
    if (there !== undefined) {
      throw new ParamError(
        `rules[pinned][${at}][place]`,
        `${there.method} is pinned to the place ${place} already.`,
      );
    }
  }
}

function checkHidden(
  { hidden, pinned }: OrderingRules,
  { sent, offered }: Parameters<typeof checkRules>[1],
): void {
  checkOnce(hidden, 'rules[hidden]');
  const both = pinned.findIndex(({ method }) => hidden.includes(method));
  const method = pinned[both]?.method;
  if (method !== undefined) {
    const param =
      sent.hidden === undefined
        ? `rules[pinned][${both}][method]`
        : `rules[hidden][${hidden.indexOf(method)}]`;
    throw new ParamError(param, `${method} is pinned and hidden at once.`);
  }
  const listed = offered.filter((one) => !isExpressMethod(one));
  if (listed.length > 0 && listed.every((one) => hidden.includes(one))) {
    throw new ParamError(
      'rules[hidden]',
      `No method would be left to be shown: ${listed.join(', ')} are all that is set up and on.`,
    );
  }
}

function checkAmounts({ amounts }: OrderingRules): void {
  for (const [at, limit] of amounts.entries()) {
    const param = `rules[amounts][${at}]`;
    const { method, fromMinor, toMinor } = limit;
    const currency = limit.currency.toLowerCase();
    const same = (other: typeof limit) =>
      other.method === method && other.currency === limit.currency;
    if (amounts.slice(0, at).some(same)) {
      throw new ParamError(param, `${method} has amounts in ${currency} already.`);
    }
    if (fromMinor === null && toMinor === null) {
      throw new ParamError(param, 'Send from, to or both.');
    }
    const taken = takenIn(method, limit.currency);
    if (taken === undefined) {
      throw new ParamError(`${param}[currency]`, `${method} does not take ${currency}.`);
    }
    for (const [bound, amount] of [
      ['from', fromMinor],
      ['to', toMinor],
    ] as const) {
      if (amount === null || (amount >= taken.min && amount <= taken.max)) continue;
      throw new ParamError(
        `${param}[${bound}]`,
        `${method} takes ${taken.min} to ${taken.max} ${currency} (in the smallest unit), and its amounts must lie within.`,
      );
    }
    if (fromMinor !== null && toMinor !== null && fromMinor > toMinor) {
      throw new ParamError(`${param}[from]`, 'from is over to.');
    }
  }
}

/** The bounds of the method's own in a currency, in minor units; undefined: it does not take it. */
function takenIn(
  name: string,
  currency: string,
): { readonly min: number; readonly max: number } | undefined {
  const method = LISTED_METHOD_IDS.find((id) => id === name);
  const code = currencyCodeSchema.safeParse(currency).data;
  if (method === undefined || code === undefined) return undefined;
  if (!METHODS[method].currencies.includes(code)) return undefined;
  const { minMinor = 1n, maxMinor = MAX_AMOUNT_MINOR } = METHODS[method].limits[code] ?? {};
  return {
    min: Number(minMinor),
    max: Number(maxMinor < MAX_AMOUNT_MINOR ? maxMinor : MAX_AMOUNT_MINOR),
  };
}
