import { z } from 'zod';
import {
  type ArmEntries,
  type DraftEntries,
  GUARDED_METRICS,
  equalShares,
  figureOf,
} from '#components/dashboard/experiments/draft-entries.ts';
import { CURRENCY_CODES, type CurrencyCode, minorUnitDigits } from '#lib/domain/currency.ts';
import { ADJUSTMENTS, type Guardrail } from '#lib/experiments/experiment-plan.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import { METRICS, type MetricKey } from '#lib/experiments/metrics.ts';
import { FULL_DAYS } from '#lib/experiments/verdict.ts';
import type { DraftChange } from '#lib/operations/experiments/draft-experiment.ts';
import type { ShopTraffic } from '#lib/operations/experiments/experiment-glance.ts';
import type { ExperimentSettings } from '#lib/operations/experiments/experiment-settings.ts';

const text = z.string().max(200);

/** A draft as a form sends it, in one piece; null: no form of ours sent that. */
export const draftField = z
  .string()
  .max(20_000)
  .transform((json, context): DraftEntries => {
    const parsed = draftSchema.safeParse(jsonOf(json));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'is no draft' });
    return z.NEVER;
  });

const draftSchema = z.strictObject({
  name: text,
  arms: z
    .array(
      z.strictObject({
        key: text,
        by: z.enum(['policy', 'order']),
        policy: text,
        order: z.array(text).max(50),
        share: text,
      }),
    )
    .max(20),
  coverage: text,
  sizeBy: z.enum(['effect', 'units']),
  baseline: text,
  effect: text,
  power: text,
  units: text,
  alpha: text,
  adjustment: z.enum(ADJUSTMENTS),
  maturityMinutes: text,
  fullDays: text,
  currency: z.enum(CURRENCY_CODES),
  guardrails: z.record(text, text),
  isShared: z.boolean(),
  seed: text,
  from: text,
  to: text,
});

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** What a new draft begins with: the shop's own order against the one that gets most sessions paid. */
export function newEntries(methods: readonly string[], traffic: ShopTraffic | null): DraftEntries {
  const [share = '50', other = '50'] = equalShares(2);
  return {
    name: '',
    arms: [
      { key: 'own', by: 'policy', policy: 'fixed', order: methods, share },
      { key: 'engine', by: 'policy', policy: 'paid-rate', order: methods, share: other },
    ],
    coverage: '100',
    sizeBy: 'effect',
    baseline: traffic === null ? '' : perCent(traffic.paidShare, 1),
    effect: '2',
    power: '80',
    units: '',
    alpha: '5',
    adjustment: 'none',
    maturityMinutes: String(MATURITY_MS / 60_000),
    fullDays: String(FULL_DAYS),
    currency: 'HKD',
    guardrails: { paid: '2', given_back: '1' },
    isShared: false,
    seed: 'default',
    from: '0',
    to: '50',
  };
}

/** A saved draft, to be changed. */
export function entriesOf(settings: ExperimentSettings, methods: readonly string[]): DraftEntries {
  const { plan, namespace } = settings;
  const sizing = 'baseline' in plan.size ? plan.size : null;
  return {
    ...newEntries(methods, null),
    name: settings.name,
    arms: settings.arms.map(({ key, weight, policy, order }): ArmEntries => ({
      key,
      by: policy === null ? 'order' : 'policy',
      policy: policy ?? 'fixed',
      order: order ?? methods,
      share: perCent(weight),
    })),
    coverage: perCent(settings.coverage),
    ...(sizing === null
      ? {
          sizeBy: 'units',
          units: 'plannedUnits' in plan.size ? String(plan.size.plannedUnits) : '',
        }
      : {
          sizeBy: 'effect',
          baseline: perCent(sizing.baseline),
          effect: perCent(sizing.minimalEffect),
          power: perCent(sizing.power),
        }),
    alpha: perCent(plan.alpha),
    adjustment: plan.adjustment,
    maturityMinutes: String((plan.settings.maturityMs ?? MATURITY_MS) / 60_000),
    fullDays: String(plan.fullDays ?? FULL_DAYS),
    currency: plan.settings.currency,
    guardrails: Object.fromEntries(
      plan.guardrails
        .filter(({ metric }) => GUARDED_METRICS.includes(metric))
        .map(({ metric, margin }) => [
          metric,
          String(Number((margin / marginUnit(metric, plan.settings.currency)).toFixed(6))),
        ]),
    ),
    ...(namespace === null
      ? {}
      : {
          isShared: true,
          seed: namespace.seed,
          from: perCent(namespace.from),
          to: perCent(namespace.to),
        }),
  };
}

/** The settings of a draft in which `draftProblems` found nothing wrong. */
export function settingsOfEntries(draft: DraftEntries): ExperimentSettings {
  const { currency } = draft;
  return {
    name: draft.name,
    hash: 'murmur3',
    arms: draft.arms.map(({ key, by, policy, order, share }) => ({
      key,
      weight: shareOf(share),
      policy: by === 'policy' ? policy : null,
      order: by === 'order' ? order : null,
    })),
    coverage: shareOf(draft.coverage),
    namespace: draft.isShared
      ? { seed: draft.seed, from: shareOf(draft.from), to: shareOf(draft.to) }
      : null,
    plan: {
      alpha: shareOf(draft.alpha),
      adjustment: draft.adjustment,
      guardrails: GUARDED_METRICS.flatMap((metric): Guardrail[] => {
        const margin = figureOf(draft.guardrails[metric] ?? '');
        return margin === null ? [] : [{ metric, margin: margin * marginUnit(metric, currency) }];
      }),
      settings: {
        currency,
        slowRenderMs: DEFAULT_SLOW_MS,
        maturityMs: (figureOf(draft.maturityMinutes) ?? 0) * 60_000,
      },
      fullDays: figureOf(draft.fullDays) ?? FULL_DAYS,
      size:
        draft.sizeBy === 'units'
          ? { plannedUnits: figureOf(draft.units) ?? 0 }
          : {
              baseline: shareOf(draft.baseline),
              minimalEffect: shareOf(draft.effect),
              power: shareOf(draft.power),
            },
    },
  };
}

const DEFAULT_SLOW_MS = 1_000;

/** The same as a change of a draft, which keeps what the form has no field for. */
export function changeOfEntries(draft: DraftEntries): (before: ExperimentSettings) => DraftChange {
  const settings = settingsOfEntries(draft);
  return ({ hash, plan: before }) => ({
    ...settings,
    hash,
    plan: {
      ...settings.plan,
      settings: { ...settings.plan.settings, slowRenderMs: before.settings.slowRenderMs },
      guardrails: [
        ...settings.plan.guardrails,
        ...before.guardrails.filter(({ metric }) => !GUARDED_METRICS.includes(metric)),
      ],
    },
  });
}

/** How much of a metric's own unit one typed is: points of a share, major units of money. */
function marginUnit(metric: MetricKey, currency: CurrencyCode): number {
  if (METRICS[metric].isShare) return 0.01;
  return metric === 'attempts' ? 1 : 10 ** minorUnitDigits(currency);
}

function shareOf(perCentText: string): number {
  return (figureOf(perCentText) ?? 0) / 100;
}

function perCent(share: number, digits = 6): string {
  return String(Number((100 * share).toFixed(digits)));
}
