import type { Locale } from '#lib/i18n/locales.ts';
import type { Defect } from '#lib/experiments/experiment-health.ts';
import type { MetricKey } from '#lib/experiments/metrics.ts';
import type { Verdict } from '#lib/experiments/verdict.ts';

/** The results of the merchant API (`experimentResultsObject`), as far as a page shows them: times in Unix seconds. */
export interface ResultsView {
  /** The latest look; null: there was none. */
  readonly as_of: number | null;
  readonly health: HealthView;
  readonly control: CountsView;
  /** One for each arm but the control. */
  readonly arms: readonly ArmResultsView[];
  readonly time_to_paid: readonly TimeView[];
  readonly bayesian: readonly BayesianView[] | null;
  readonly curve: readonly {
    readonly at: number;
    readonly arms: readonly ({ readonly key: string } & EffectView)[];
  }[];
}

export interface HealthView {
  readonly ok: boolean;
  readonly defects: readonly Defect[];
  readonly exposed: SplitView;
  readonly excluded: SplitView;
  readonly analysed: SplitView;
  readonly immature_sessions: number;
  readonly orders_differ_share: number | null;
}

export interface SplitView {
  readonly broken: boolean;
  readonly p_value: number | null;
  readonly units: Readonly<Record<string, number>>;
}

export interface CountsView {
  readonly key: string;
  readonly sessions: number | null;
  readonly paid: number | null;
  readonly paid_share: number | null;
}

export interface BoundsView {
  readonly low: number | null;
  readonly high: number | null;
}

export interface EffectView {
  readonly effect_points: number | null;
  readonly interval_points: BoundsView;
  readonly p_value: number | null;
}

export interface ArmResultsView extends CountsView {
  readonly verdict: { readonly code: Verdict['code']; readonly because: readonly string[] };
  readonly text: Readonly<Record<Locale, string>>;
  readonly primary:
    | (EffectView & {
        readonly adjusted_p_value: number | null;
        readonly effect_on_all_points: number | null;
      })
    | null;
  readonly units: number;
  readonly planned_units: number;
  readonly guardrails: readonly GuardrailView[];
  readonly secondary: readonly (SideView & {
    readonly metric: string;
    readonly unit: MetricUnit;
  })[];
  readonly segments: { readonly data: readonly (SideView & { readonly segment: string })[] };
}

export type MetricUnit = 'count' | 'minor_units' | 'ms' | 'share';

export interface GuardrailView {
  readonly metric: MetricKey;
  readonly code: 'collecting' | 'holds' | 'open' | 'harmed';
  readonly margin: number | null;
  readonly worse_by_at_least: number | null;
  readonly worse_by_at_most: number | null;
}

export interface SideView {
  readonly effect: number | null;
  readonly interval: BoundsView;
  readonly adjusted_p_value: number | null;
}

export interface TimeView {
  readonly key: string;
  readonly median_ms: number | null;
  readonly mean_unpaid_ms: number | null;
  readonly unpaid_share: readonly { readonly ms: number; readonly share: number | null }[];
}

export interface BayesianView {
  readonly key: string;
  readonly mean_share: number | null;
  readonly credible: BoundsView;
  readonly probability_best: number | null;
  readonly expected_loss_points: number | null;
}
