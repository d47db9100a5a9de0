'use client';

import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { EyeIcon, EyeOffIcon } from '../icons.tsx';
import { Affixed, Below, describedBy } from './field-parts.tsx';
import type { ChoiceSpec, ChoicesSpec, FieldSpec } from './field-schema.ts';

interface FieldProps<Spec extends FieldSpec = FieldSpec> {
  readonly id: string;
  readonly field: Spec;
  readonly input: UseFormRegisterReturn;
  readonly problem: string | null;
  readonly words: { readonly show: string; readonly hide: string };
}

/** A field with its label, its hint, and what is wrong with what was typed. */
export function FormField(props: FieldProps) {
  const { field } = props;
  if (field.type === 'checkbox') return <CheckField {...props} />;
  if (field.type === 'radio' || field.type === 'checkboxes') {
    return <ChoiceGroup {...props} field={field} />;
  }
  return (
    <div className="dash-field">
      <label htmlFor={props.id}>{field.label}</label>
      <Control {...props} />
      <Below {...props} hint={field.hint} />
    </div>
  );
}

function Control(props: FieldProps) {
  const { id, field, problem, input } = props;
  const common = {
    id,
    'aria-invalid': problem !== null,
    'aria-describedby': describedBy({ ...props, hint: props.field.hint }),
    ...input,
  };
  switch (field.type) {
    case 'select':
      return (
        <select className="field" {...common}>
          {field.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      );
    case 'textarea':
      return <textarea className="field dash-textarea" rows={3} {...common} />;
    case 'date':
    case 'datetime':
      return (
        <input
          className="field"
          type={field.type === 'date' ? 'date' : 'datetime-local'}
          {...common}
        />
      );
    case 'colour':
      return <input className="dash-colour" type="color" {...common} />;
    case 'file':
      return <input className="dash-file" type="file" accept={field.accept} {...common} />;
    case 'amount':
    case 'integer':
    case 'decimal':
      return (
        <Affixed before={field.before} after={field.after}>
          <input
            className="field"
            type="text"
            inputMode={field.type === 'integer' ? 'numeric' : 'decimal'}
            autoComplete="off"
            {...common}
          />
        </Affixed>
      );
    case 'text':
    case 'email':
    case 'url':
    case 'password':
    case 'code':
      return <TextControl {...props} />;
    // Drawn by themselves, with their labels.
    case 'checkbox':
    case 'checkboxes':
    case 'radio':
      return null;
  }
}

function TextControl(props: FieldProps) {
  const { id, field, problem } = props;
  const [shown, setShown] = useState(false);
  const isSecret = field.type === 'password';
  const control = (
    <input
      id={id}
      className={field.type === 'code' ? 'field dash-code' : 'field'}
      // Not type="email" or "url": the browser would hold the form back with words of its own.
      type={isSecret && !shown ? 'password' : 'text'}
      inputMode={field.type === 'email' || field.type === 'url' ? field.type : 'text'}
      autoComplete={('autoComplete' in field ? field.autoComplete : undefined) ?? 'off'}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      aria-invalid={problem !== null}
      aria-describedby={describedBy({ ...props, hint: props.field.hint })}
      {...props.input}
    />
  );
  if (!isSecret) return control;
  return (
    <div className="dash-password">
      {control}
      <button
        type="button"
        className="needs-js"
        aria-pressed={shown}
        aria-controls={id}
        aria-label={shown ? props.words.hide : props.words.show}
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOffIcon /> : <EyeIcon />}
      </button>
    </div>
  );
}

function CheckField(props: FieldProps) {
  const { id, field, problem, input } = props;
  return (
    <div className="dash-field">
      <label className="dash-check">
        <input
          id={id}
          type="checkbox"
          aria-invalid={problem !== null}
          aria-describedby={describedBy({ ...props, hint: props.field.hint })}
          {...input}
        />
        <span>{field.label}</span>
      </label>
      <Below {...props} hint={field.hint} />
    </div>
  );
}

function ChoiceGroup(props: FieldProps<ChoiceSpec | ChoicesSpec>) {
  const { field, input } = props;
  return (
    <fieldset
      className="dash-field"
      aria-describedby={describedBy({ ...props, hint: props.field.hint })}
    >
      <legend>{field.label}</legend>
      <div className="dash-choices">
        {field.choices.map(({ value, label, hint }) => (
          <label key={value} className="dash-check">
            <input type={field.type === 'radio' ? 'radio' : 'checkbox'} value={value} {...input} />
            <span>
              {label}
              {hint === undefined ? null : <span className="dash-hint">{hint}</span>}
            </span>
          </label>
        ))}
      </div>
      <Below {...props} hint={field.hint} />
    </fieldset>
  );
}
