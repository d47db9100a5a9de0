import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import { money } from '#lib/domain/money.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { StoredArmReading } from '#lib/experiments/look-reading.ts';
import { METRICS } from '#lib/experiments/metrics.ts';
import type { SizePlan } from '#lib/experiments/power.ts';
import { SEQUENTIAL_SIZE_FACTOR } from '#lib/experiments/power.ts';
import { FULL_DAYS } from '#lib/experiments/verdict.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import { type Words, wordsFor } from '#lib/i18n/translator.ts';
import { armsIn } from './experiment-plan-of.ts';

/** The same in each language of the page. */
export type Texts = Readonly<Record<Locale, string>>;

/** What may be concluded of an arm, and what may not. */
export function armTexts(row: ExperimentRow, arm: StoredArmReading): Texts {
  return inEach((words) => [
    verdictText(words, row, arm),
    isPastZero(arm) ? words.t('experiment.verdict.past_zero') : null,
    stopText(words, row, arm.arm),
  ]);
}

/** Whether a difference that all looks together found could be none by the latest alone. */
function isPastZero({ verdict, primary }: StoredArmReading): boolean {
  const isTold = verdict.code === 'better' || verdict.code === 'worse';
  return isTold && primary !== null && primary.interval.low <= 0 && primary.interval.high >= 0;
}

/** Longer than a shop can be expected to wait. */
const LONG_DAYS = 91;

/** What a merchant is told before starting. */
export function sizeTexts(
  size: SizePlan,
  asked: { readonly absoluteChange: number; readonly unitsPerDay: number },
): Texts {
  return inEach(({ t, locale }) => [
    t('experiment.size.takes', {
      points: points(asked.absoluteChange),
      units: whole(size.plannedUnits, locale),
      days: size.days,
      perDay: asked.unitsPerDay,
      factor: String(SEQUENTIAL_SIZE_FACTOR),
    }),
    size.days > LONG_DAYS ? t('experiment.size.long') : null,
  ]);
}

function inEach(sentences: (words: Words) => readonly (string | null)[]): Texts {
  const said = LOCALES.map((locale) => [
    locale,
    sentences(wordsFor(locale))
      .filter((sentence) => sentence !== null)
      .join(locale === 'zh-HK' ? '' : ' '),
  ]);
  return Object.fromEntries(said) as Texts; // of every locale
}

function verdictText(
  { t, locale }: Words,
  row: ExperimentRow,
  { arm, verdict, primary, units, plannedUnits }: StoredArmReading,
): string {
  const control = row.arms[0]?.key ?? '';
  switch (verdict.code) {
    case 'invalid':
      return t('experiment.verdict.invalid', {
        arm,
        defect: t(`experiment.defect.${verdict.because[0] ?? 'sample_ratio'}`),
      });
    case 'collecting':
      if (row.status === 'stopped') {
        const isLookedAtAgain =
          row.nextLookAt !== null && armsIn(row).some(({ key }) => key === arm);
        return isLookedAtAgain
          ? t('experiment.verdict.ending', { arm })
          : t('experiment.verdict.ended', { arm, control });
      }
      return t(`experiment.verdict.${verdict.because}`, {
        arm,
        control,
        days: row.plan.fullDays ?? FULL_DAYS,
        units: whole(units, locale),
        planned: whole(Math.round(plannedUnits), locale),
      });
    case 'not_distinguishable':
      return t('experiment.verdict.not_distinguishable', {
        arm,
        control,
        points: points(verdict.rulesOut),
      });
    case 'better':
    case 'worse':
      return t(`experiment.verdict.${verdict.code}`, {
        arm,
        control,
        effect: points(primary?.effect.estimate ?? 0),
        low: points(primary?.interval.low ?? 0),
        high: points(primary?.interval.high ?? 0),
        confidence: String(Number((100 * (1 - row.plan.alpha)).toFixed(1))),
      });
    default:
      return unreachable(verdict);
  }
}

function stopText(words: Words, row: ExperimentRow, arm: string): string | null {
  const { t } = words;
  const stop = row.stoppedArms.find((one) => one.arm === arm);
  if (stop === undefined) return null;
  if (stop.metric === null) return t('experiment.stopped.merchant');
  const guardrail = row.plan.guardrails.find(({ metric }) => metric === stop.metric);
  return t('experiment.stopped.guardrail', {
    metric: t(`experiment.metric.${stop.metric}`),
    margin: marginText(words, row, stop.metric, guardrail?.margin ?? 0),
  });
}

/** In the metric's own unit: points of a share, money, or a number of tries. */
function marginText(
  { t, money: asMoney }: Words,
  { plan }: ExperimentRow,
  metric: keyof typeof METRICS,
  margin: number,
): string {
  if (METRICS[metric].isShare) return t('experiment.points', { points: points(margin) });
  if (metric === 'attempts') return String(margin);
  return asMoney(money(BigInt(Math.round(margin)), plan.settings.currency));
}

/** A share as percentage points, to two places, with a true minus. */
function points(share: number): string {
  return String(Number((100 * share).toFixed(2))).replace('-', '−');
}

function whole(count: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(count);
}
