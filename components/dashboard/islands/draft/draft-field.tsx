import type { ReactNode } from 'react';
import { joinWithHanLatinGap } from '#lib/i18n/han-latin-gap.ts';
import { Affixed, Below, describedBy } from '../field-parts.tsx';

/** The id of a field's input, by its name in the draft: `arms.1.share`. */
export function fieldId(field: string): string {
  return `draft.${field}`;
}

interface FieldProps {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | null;
  readonly hint?: string;
  /** The unit behind a figure; without one it is a line of text. */
  readonly after?: string;
}

/** A field of the draft with its label, and what is wrong with it. */
export function DraftField(props: FieldProps) {
  const { field, problem, after } = props;
  const id = fieldId(field);
  const input = (
    <input
      id={id}
      className="field"
      type="text"
      inputMode={after === undefined ? 'text' : 'decimal'}
      autoComplete="off"
      value={props.value}
      aria-invalid={problem !== null}
      aria-describedby={describedBy({ id, problem, hint: props.hint })}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
  return (
    <div className="dash-field">
      <label htmlFor={id}>{props.label}</label>
      <Affixed after={after}>{input}</Affixed>
      <Below id={id} problem={problem} hint={props.hint} />
    </div>
  );
}

/** One of a few, as radio buttons. */
export function DraftChoice<Value extends string>(props: {
  readonly field: string;
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="dash-field">
      <legend>{props.label}</legend>
      <div className="dash-choices">
        {props.choices.map(({ value, label }) => (
          <label key={value} className="dash-check">
            <input
              type="radio"
              name={fieldId(props.field)}
              value={value}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A part of the form under a heading of its own. */
export function DraftSection(props: { heading: string; hint?: string; children: ReactNode }) {
  return (
    <section className="dash-card exp-part">
      <h2>{props.heading}</h2>
      {props.hint === undefined ? null : <p>{props.hint}</p>}
      {props.children}
    </section>
  );
}

/** A template with its `{placeholders}` filled, with a gap where Chinese meets Latin letters or figures. */
export function filled(
  template: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const pieces = template.split(/\{(\w+)\}/); // every other one is a placeholder's name
  return joinWithHanLatinGap(
    pieces.map((piece, index) => (index % 2 === 0 ? piece : String(values[piece] ?? ''))),
  );
}
