import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { ExperimentStatus } from '#lib/experiments/experiment-arm.ts';
import type { NamespaceShare } from '#lib/experiments/experiment-design.ts';
import type { Adjustment, Guardrail } from '#lib/experiments/experiment-plan.ts';
import type { MetricKey } from '#lib/experiments/metrics.ts';

/** An experiment as its pages show it. Shares are from 0 to 1. */
export interface ExperimentView {
  readonly id: string;
  readonly name: string;
  readonly status: ExperimentStatus;
  /** What a form about it was drawn from. */
  readonly version: number;
  /** The control first. */
  readonly arms: readonly ArmView[];
  /** The share of shoppers who take part now; of a draft, from its start on. */
  readonly coverage: number;
  readonly laterSteps: readonly { readonly at: Date; readonly coverage: number }[];
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly stoppedBy: 'guardrail' | 'merchant' | null;
  readonly nextLookAt: Date | null;
  readonly rollout: { readonly arm: string; readonly coverage: number } | null;
  readonly finishedAt: Date | null;
  readonly namespace: NamespaceShare | null;
  readonly plan: PlanView;
}

export interface ArmView {
  readonly key: string;
  readonly weight: number;
  readonly policy: string | null;
  readonly order: readonly string[] | null;
  /** Since when it is away; the guardrail's metric, or null for an operator's word. Null: it is in. */
  readonly stopped: { readonly at: Date; readonly metric: MetricKey | null } | null;
}

export interface PlanView {
  readonly alpha: number;
  readonly adjustment: Adjustment;
  readonly currency: CurrencyCode;
  readonly fullDays: number;
  readonly maturityMinutes: number;
  readonly plannedUnits: number;
  /** What the size was worked out from; null: it was named. */
  readonly sizing: {
    readonly baseline: number;
    readonly minimalEffect: number;
    readonly power: number;
  } | null;
  readonly guardrails: readonly Guardrail[];
}

/** The arms that shoppers are still put into, the control first. */
export function armsStillIn({ arms }: Pick<ExperimentView, 'arms'>): readonly ArmView[] {
  return arms.filter(({ stopped }) => stopped === null);
}

/** What was just done, as the page's address says. */
export const EXPERIMENT_DONE = [
  'created',
  'saved',
  'started',
  'ramped',
  'arm_stopped',
  'stopped',
  'rolled_out',
  'rolled_back',
  'finished',
] as const;
export type ExperimentDone = (typeof EXPERIMENT_DONE)[number];
