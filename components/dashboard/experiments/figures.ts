import type { CurrencyCode } from '#lib/domain/currency.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import { METRICS, METRIC_KEYS, type MetricKey } from '#lib/experiments/metrics.ts';
import { shoppersIn } from '#lib/i18n/explain-place.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { ORDERING_POLICIES } from '#lib/ordering/policies/table.ts';
import type { ArmView } from './experiment-view.ts';
import type { BoundsView, MetricUnit } from './results-view.ts';

/** In the place of a figure that is not known. */
export const NO_FIGURE = '–';

export function whole(words: Words, count: number): string {
  return new Intl.NumberFormat(words.locale).format(count);
}

/** A share as `81.25%`, with as many digits as there are, up to `digits`. */
export function percent(share: number, digits = 2): string {
  return `${decimal(100 * share, digits)}%`;
}

/** `+1.23`, `−0.5`, `0`: with a true minus, and a plus where the sign is the point. */
export function signed(value: number, digits = 2): string {
  const text = decimal(value, digits);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

export function decimal(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)) + 0).replace('-', '−');
}

/** A p-value as far as it means something. */
export function probability(value: number | null): string {
  if (value === null) return NO_FIGURE;
  return value < 0.001 ? '< 0.001' : decimal(value, 3);
}

/** A change in a metric's own unit: `+1.2 points`, `−HK$3.00`, `+12 s`. */
export function change(
  words: Words,
  value: number | null,
  { unit, currency }: { readonly unit: MetricUnit; readonly currency: CurrencyCode },
): string {
  if (value === null) return NO_FIGURE;
  switch (unit) {
    case 'share':
      return words.t('dashboard.experiments.figure.points', { points: signed(100 * value) });
    case 'minor_units': {
      const amount = words.money(money(BigInt(Math.round(Math.abs(value))), currency));
      return `${value < 0 ? '−' : '+'}${amount}`;
    }
    case 'ms':
      return words.t('dashboard.experiments.figure.seconds', { seconds: signed(value / 1000, 1) });
    case 'count':
      return signed(value, 3);
  }
}

/** `a to b`, each as `format` has it. */
export function range(
  words: Words,
  { low, high }: BoundsView,
  format: (value: number) => string,
): string {
  if (low === null || high === null) return NO_FIGURE;
  return words.t('dashboard.experiments.figure.range', { low: format(low), high: format(high) });
}

export function unitOfMetric(metric: MetricKey): MetricUnit {
  if (METRICS[metric].isShare) return 'share';
  return metric === 'attempts' ? 'count' : 'minor_units';
}

/** What a metric is called at the head of a row. */
export function metricName({ t }: Words, metric: string): string {
  const known = METRIC_KEYS.find((key) => key === metric);
  return t(`dashboard.experiments.metric.${known ?? 'time_to_paid'}`);
}

/** What an arm shows: its policy's name, or its methods from the top. */
export function armShows(words: Words, { policy, order }: Pick<ArmView, 'policy' | 'order'>) {
  if (policy !== null) return policyName(words, policy);
  const methods = (order ?? []).map((name) => {
    const method = METHOD_IDS.find((id) => id === name);
    return method === undefined ? name : words.methodName(method);
  });
  return words.t('dashboard.experiments.arm.order', { methods: methods.join(' › ') });
}

export function policyName({ t }: Words, policy: string): string {
  const known = POLICY_NAMES.find((name) => name === policy);
  return known === undefined ? policy : t(`dashboard.experiments.policy.${known}`);
}

export const POLICY_NAMES = Object.keys(ORDERING_POLICIES) as (keyof typeof ORDERING_POLICIES)[]; // its own keys

/** "iPhone shoppers in Hong Kong paying in HKD", of a context such as `HK/HKD|ios|browser`. */
export function segmentName(words: Words, segment: string): string {
  const [where = '', device, app] = segment.split('|');
  const [region, currency] = where.split('/');
  if (region === undefined || currency === undefined || device === undefined) return segment;
  const inApp = app === undefined || app === 'browser' ? null : app;
  return shoppersIn(words, { region, currency, device, inApp });
}
