import type { CurrencyCode } from '#lib/domain/currency.ts';
import { MAX_ARMS, MIN_ARMS } from '#lib/experiments/experiment-design.ts';
import type { Adjustment } from '#lib/experiments/experiment-plan.ts';
import { METRICS, METRIC_KEYS, type MetricKey } from '#lib/experiments/metrics.ts';

/** Metrics that a form asks a guardrail for: no browser tells yet how slow a page was. */
export const GUARDED_METRICS: readonly MetricKey[] = METRIC_KEYS.filter(
  (key) => key !== 'slow_render',
);

/** A draft as it is typed: figures as text, shares in per cent, money in major units. */
export interface DraftEntries {
  readonly name: string;
  readonly arms: readonly ArmEntries[];
  readonly coverage: string;
  /** Whether the size is worked out from what is to be found, or named. */
  readonly sizeBy: 'effect' | 'units';
  readonly baseline: string;
  /** The smallest effect worth finding, in percentage points. */
  readonly effect: string;
  readonly power: string;
  readonly units: string;
  readonly alpha: string;
  readonly adjustment: Adjustment;
  readonly maturityMinutes: string;
  readonly fullDays: string;
  /** Of the guardrails on money. */
  readonly currency: CurrencyCode;
  /** By metric, how much worse it may get; empty: it is none. */
  readonly guardrails: Readonly<Record<string, string>>;
  /** Whether it runs beside others, in a stretch of a namespace of its own. */
  readonly isShared: boolean;
  readonly seed: string;
  readonly from: string;
  readonly to: string;
}

export interface ArmEntries {
  readonly key: string;
  readonly by: 'policy' | 'order';
  readonly policy: string;
  /** Methods from the top; those left out follow in the shop's own order. */
  readonly order: readonly string[];
  readonly share: string;
}

/** What is wrong with which field: `arms.1.share`. The first in the order of the form comes first. */
export interface DraftProblem {
  readonly field: string;
  readonly problem: DraftProblemCode;
}

export const DRAFT_PROBLEMS = [
  'name',
  'armCount',
  'armKey',
  'armTwice',
  'armOrder',
  'armShare',
  'armSum',
  'coverage',
  'baseline',
  'effect',
  'effectTooFar',
  'power',
  'units',
  'alpha',
  'maturity',
  'maturityLive',
  'days',
  'daysLive',
  'margin',
  'stretch',
  'seed',
] as const;
export type DraftProblemCode = (typeof DRAFT_PROBLEMS)[number];

/** How far from a hundred a sum may be: thirds in decimals are not more exact. */
const SUM_TOLERANCE = 1e-4;

/** A figure as a person types it, or null. */
export function figureOf(text: string): number | null {
  const plain = text.trim().replaceAll(',', '').replace(/%$/, '').trim();
  return /^\d{1,12}(?:\.\d{1,8})?$/.test(plain) ? Number(plain) : null;
}

export function sumOfShares(arms: readonly ArmEntries[]): number {
  return arms.reduce((sum, { share }) => sum + (figureOf(share) ?? 0), 0);
}

export function isWholeSum(sum: number): boolean {
  return Math.abs(sum - 100) <= SUM_TOLERANCE;
}

/** Shares alike in two decimals that sum to a hundred: of three the first has 33.34. */
export function equalShares(count: number): readonly string[] {
  const base = Math.floor(10_000 / count);
  const rest = 10_000 - base * count;
  return Array.from({ length: count }, (_, index) => String((base + (index < rest ? 1 : 0)) / 100));
}

/** All that is wrong with a draft by itself; what stands in its way in the shop, the server knows. */
export function draftProblems(draft: DraftEntries, isLive: boolean): readonly DraftProblem[] {
  const problems: DraftProblem[] = [];
  const need = (isRight: boolean, field: string, problem: DraftProblemCode) => {
    if (!isRight) problems.push({ field, problem });
  };
  need(/^\P{C}*\S\P{C}*$/u.test(draft.name) && draft.name.length <= 100, 'name', 'name');
  armProblems(draft.arms, need);
  need(within(draft.coverage, 0, 100, { aboveLeast: true }), 'coverage', 'coverage');
  sizeProblems(draft, need);
  need(within(draft.alpha, 0.01, 20), 'alpha', 'alpha');
  const minutes = figureOf(draft.maturityMinutes);
  need(isWhole(minutes, 1, 1440), 'maturityMinutes', 'maturity');
  need(!isLive || minutes === null || minutes >= 30, 'maturityMinutes', 'maturityLive');
  const days = figureOf(draft.fullDays);
  need(isWhole(days, 0, 90), 'fullDays', 'days');
  need(!isLive || days !== 0, 'fullDays', 'daysLive');
  for (const metric of GUARDED_METRICS) {
    need(isMargin(metric, draft.guardrails[metric] ?? ''), `guardrails.${metric}`, 'margin');
  }
  if (draft.isShared) {
    const [from, to] = [figureOf(draft.from), figureOf(draft.to)];
    need(from !== null && to !== null && from < to && to <= 100, 'from', 'stretch');
    need(/^[\w-]{1,60}$/.test(draft.seed), 'seed', 'seed');
  }
  return problems;
}

type Need = (isRight: boolean, field: string, problem: DraftProblemCode) => void;

function armProblems(arms: readonly ArmEntries[], need: Need): void {
  need(arms.length >= MIN_ARMS && arms.length <= MAX_ARMS, 'arms', 'armCount');
  arms.forEach(({ key, by, order, share }, index) => {
    const field = `arms.${index}`;
    need(/^[\w-]{1,40}$/.test(key) && key !== '__proto__', `${field}.key`, 'armKey');
    const isFirst = arms.findIndex((other) => other.key === key) === index;
    need(key === '' || isFirst, `${field}.key`, 'armTwice');
    need(by === 'policy' || order.length > 0, `${field}.order`, 'armOrder');
    const points = figureOf(share);
    need(points !== null && points > 0 && points < 100, `${field}.share`, 'armShare');
  });
  need(isWholeSum(sumOfShares(arms)), 'arms', 'armSum');
}

function sizeProblems(draft: DraftEntries, need: Need): void {
  if (draft.sizeBy === 'units') {
    need(isWhole(figureOf(draft.units), 1, 1e9), 'units', 'units');
    return;
  }
  const [baseline, effect] = [figureOf(draft.baseline), figureOf(draft.effect)];
  need(within(draft.baseline, 0.1, 99.9), 'baseline', 'baseline');
  need(within(draft.effect, 0.01, 99.9), 'effect', 'effect');
  const isBelow = baseline === null || effect === null || baseline + effect < 100;
  need(isBelow, 'effect', 'effectTooFar');
  need(within(draft.power, 50, 99), 'power', 'power');
}

function within(text: string, least: number, most: number, { aboveLeast = false } = {}): boolean {
  const value = figureOf(text);
  return value !== null && value <= most && (aboveLeast ? value > least : value >= least);
}

function isWhole(value: number | null, least: number, most: number): boolean {
  return value !== null && Number.isInteger(value) && value >= least && value <= most;
}

function isMargin(metric: MetricKey, text: string): boolean {
  if (text.trim() === '') return true;
  const value = figureOf(text);
  return value !== null && (!METRICS[metric].isShare || value < 100);
}
