import { MAX_ARMS, MIN_ARMS } from '#lib/experiments/experiment-design.ts';
import {
  type ArmEntries,
  equalShares,
  isWholeSum,
  sumOfShares,
} from '../../experiments/draft-entries.ts';
import type { DraftParts } from '../draft-form.tsx';
import { Problem } from '../field-parts.tsx';
import { DraftChoice, DraftField, DraftSection, fieldId, filled } from './draft-field.tsx';
import { MoveButtons, moved } from './move-buttons.tsx';
import { OrderField } from './order-field.tsx';

/** The arms, the control first, and how shoppers are shared out among them. */
export function ArmFields(props: DraftParts) {
  const { draft, set, words, problemOf } = props;
  const { arms } = draft;
  const { texts } = words;
  const setArms = (next: readonly ArmEntries[]) => set({ arms: next });
  const sum = Number(sumOfShares(arms).toFixed(6));
  return (
    <DraftSection heading={texts.arms} hint={texts.armsHint}>
      <ol className="exp-arms">
        {arms.map((arm, index) => (
          // By their place: a name is being typed, and may be another's for a moment.
          <li key={index}>
            <OneArm
              {...props}
              arm={arm}
              index={index}
              setArm={(change) => setArms(arms.with(index, { ...arm, ...change }))}
            />
          </li>
        ))}
      </ol>
      <p
        id={fieldId('arms')}
        className={isWholeSum(sum) ? 'exp-sum' : 'exp-sum exp-sum-wrong'}
        role="status"
        tabIndex={-1}
      >
        {filled(texts.sum, { sum })}
      </p>
      <Problem id={fieldId('arms')} problem={problemOf('arms')} />
      <div className="dash-actions">
        <button
          type="button"
          className="button-secondary"
          onClick={() => {
            const shares = equalShares(arms.length);
            setArms(arms.map((arm, index) => ({ ...arm, share: shares[index] ?? arm.share })));
          }}
        >
          {texts.equal}
        </button>
        {arms.length >= MAX_ARMS ? null : (
          <button
            type="button"
            className="button-secondary"
            onClick={() => {
              setArms([...arms, newArm(arms)]);
              requestAnimationFrame(() =>
                document.getElementById(fieldId(`arms.${arms.length}.key`))?.focus(),
              );
            }}
          >
            {texts.addArm}
          </button>
        )}
      </div>
    </DraftSection>
  );
}

function newArm(arms: readonly ArmEntries[]): ArmEntries {
  return { key: '', by: 'order', policy: 'fixed', order: arms[0]?.order ?? [], share: '' };
}

function OneArm(
  props: DraftParts & {
    arm: ArmEntries;
    index: number;
    setArm: (change: Partial<ArmEntries>) => void;
  },
) {
  const { arm, index, setArm, words, problemOf, draft, set } = props;
  const { texts } = words;
  const field = `arms.${index}`;
  const named = arm.key === '' ? String(index + 1) : arm.key;
  const policyId = fieldId(`${field}.policy`);
  return (
    <fieldset className="exp-arm">
      <legend>
        {filled(texts.arm, { number: index + 1 })}
        {index === 0 ? <span className="dash-tag exp-control">{texts.control}</span> : null}
      </legend>
      <div className="exp-arm-line">
        <DraftField
          field={`${field}.key`}
          label={texts.armKey}
          {...(index === 0 ? { hint: texts.armKeyHint } : {})}
          value={arm.key}
          onChange={(key) => setArm({ key })}
          problem={problemOf(`${field}.key`)}
        />
        <DraftField
          field={`${field}.share`}
          label={texts.share}
          after="%"
          value={arm.share}
          onChange={(share) => setArm({ share })}
          problem={problemOf(`${field}.share`)}
        />
      </div>
      <DraftChoice
        field={`${field}.by`}
        label={texts.shows}
        value={arm.by}
        choices={[
          { value: 'policy', label: texts.byPolicy },
          { value: 'order', label: texts.byOrder },
        ]}
        onChange={(by) => setArm({ by })}
      />
      {arm.by === 'policy' ? (
        <div className="dash-field">
          <label htmlFor={policyId}>{texts.policy}</label>
          <select
            id={policyId}
            className="field"
            value={arm.policy}
            onChange={(event) => setArm({ policy: event.currentTarget.value })}
          >
            {props.policies.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <OrderField
          field={`${field}.order`}
          order={arm.order}
          methods={props.methods}
          words={words}
          problem={problemOf(`${field}.order`)}
          setOrder={(order) => setArm({ order })}
        />
      )}
      <div className="exp-arm-buttons">
        <MoveButtons
          id={`${field}.move`}
          index={index}
          count={draft.arms.length}
          idAt={(place) => `arms.${place}.move`}
          up={filled(texts.armUp, { arm: named })}
          down={filled(texts.armDown, { arm: named })}
          onMove={(to) => set({ arms: moved(draft.arms, index, to) })}
        />
        {draft.arms.length <= MIN_ARMS ? null : (
          <button
            type="button"
            className="exp-small"
            aria-label={filled(texts.removeArm, { arm: named })}
            onClick={() => set({ arms: draft.arms.toSpliced(index, 1) })}
          >
            {texts.remove}
          </button>
        )}
      </div>
    </fieldset>
  );
}
