import { useState } from 'react';
import { plannedUnitsFor } from '#lib/experiments/power.ts';
import { FULL_DAYS } from '#lib/experiments/verdict.ts';
import { type DraftEntries, figureOf } from '../../experiments/draft-entries.ts';
import type { DraftParts } from '../draft-form.tsx';
import { DraftChoice, DraftField, DraftSection, filled } from './draft-field.tsx';

/** Longer than a shop can be expected to wait. */
const LONG_DAYS = 91;

/** How large it is to be, and beside it what that means in shoppers and days. */
export function SizeFields(props: DraftParts) {
  const { draft, set, problemOf, words, traffic } = props;
  const { texts } = words;
  const [perDay, setPerDay] = useState(traffic === null ? '' : String(Math.round(traffic.perDay)));
  return (
    <DraftSection heading={texts.size} hint={texts.sizeHint}>
      <DraftField
        field="coverage"
        label={texts.coverage}
        hint={texts.coverageHint}
        after="%"
        value={draft.coverage}
        onChange={(coverage) => set({ coverage })}
        problem={problemOf('coverage')}
      />
      <DraftChoice
        field="sizeBy"
        label={texts.sizeBy}
        value={draft.sizeBy}
        choices={[
          { value: 'effect', label: texts.byEffect },
          { value: 'units', label: texts.byUnits },
        ]}
        onChange={(sizeBy) => set({ sizeBy })}
      />
      {draft.sizeBy === 'units' ? (
        <DraftField
          field="units"
          label={texts.units}
          after={texts.shoppers}
          value={draft.units}
          onChange={(units) => set({ units })}
          problem={problemOf('units')}
        />
      ) : (
        <EffectFields {...props} />
      )}
      <DraftField
        field="perDay"
        label={texts.perDay}
        {...(traffic === null ? {} : { hint: texts.perDayHint })}
        after={texts.sessions}
        value={perDay}
        onChange={setPerDay}
        problem={null}
      />
      <Takes {...props} perDay={figureOf(perDay)} />
    </DraftSection>
  );
}

function EffectFields({ draft, set, problemOf, words, traffic }: DraftParts) {
  const { texts } = words;
  return (
    <div className="exp-grid">
      <DraftField
        field="baseline"
        label={texts.baseline}
        {...(traffic === null ? {} : { hint: texts.baselineHint })}
        after="%"
        value={draft.baseline}
        onChange={(baseline) => set({ baseline })}
        problem={problemOf('baseline')}
      />
      <DraftField
        field="effect"
        label={texts.effect}
        after={texts.points}
        value={draft.effect}
        onChange={(effect) => set({ effect })}
        problem={problemOf('effect')}
      />
      <DraftField
        field="power"
        label={texts.power}
        after="%"
        value={draft.power}
        onChange={(power) => set({ power })}
        problem={problemOf('power')}
      />
      <DraftField
        field="alpha"
        label={texts.alpha}
        after="%"
        value={draft.alpha}
        onChange={(alpha) => set({ alpha })}
        problem={problemOf('alpha')}
      />
    </div>
  );
}

function Takes({ draft, words, locale, perDay }: DraftParts & { perDay: number | null }) {
  const { texts } = words;
  const units = plannedUnits(draft);
  const coverage = (figureOf(draft.coverage) ?? 0) / 100;
  const fullDays = figureOf(draft.fullDays) ?? FULL_DAYS;
  const days =
    units === null || perDay === null || perDay * coverage <= 0
      ? null
      : Math.max(1, fullDays, Math.ceil(units / (perDay * coverage)));
  const told = (value: number | null) =>
    value === null ? '–' : new Intl.NumberFormat(locale).format(value);
  return (
    <div className="exp-takes" role="status">
      {units === null ? (
        <p>{texts.takesUnknown}</p>
      ) : (
        <p>{filled(texts.takes, { units: told(units), days: told(days) })}</p>
      )}
      {days !== null && days > LONG_DAYS ? <p>{texts.takesLong}</p> : null}
    </div>
  );
}

/** As the plan works it out; null while what it is worked out from is not there. */
function plannedUnits(draft: DraftEntries): number | null {
  if (draft.sizeBy === 'units') return figureOf(draft.units);
  const [baseline, effect, power, alpha] = [
    draft.baseline,
    draft.effect,
    draft.power,
    draft.alpha,
  ].map((text) => (figureOf(text) ?? 0) / 100);
  if (!baseline || !effect || !power || !alpha) return null;
  const weights = draft.arms.map(({ share }) => (figureOf(share) ?? 0) / 100);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const arms = weights.map((weight, index) => ({ key: String(index), weight: weight / total }));
  try {
    return plannedUnitsFor({ baseline, minimalEffect: effect, power, alpha }, arms);
  } catch {
    // Shares and effects that cannot be, which the fields say when the draft is sent.
    return null;
  }
}
