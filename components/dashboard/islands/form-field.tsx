'use client';

import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { EyeIcon, EyeOffIcon } from '../icons.tsx';
import type { FieldSpec } from './field-schema.ts';

/** A field with its label, its hint, and what is wrong with what was typed. */
export function FormField(props: {
  id: string;
  field: FieldSpec;
  input: UseFormRegisterReturn;
  problem: string | null;
  words: { show: string; hide: string };
}) {
  const { id, field, problem } = props;
  const [shown, setShown] = useState(false);
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const describedBy = [
    ...(problem === null ? [] : [problemId]),
    ...(field.hint === undefined ? [] : [hintId]),
  ];
  const input = (
    <input
      id={id}
      className={field.type === 'code' ? 'field dash-code' : 'field'}
      // Not type="email": the browser would hold the form back with words of its own.
      type={field.type === 'password' && !shown ? 'password' : 'text'}
      inputMode={field.type === 'email' ? 'email' : 'text'}
      autoComplete={field.autoComplete}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      aria-invalid={problem !== null}
      aria-describedby={describedBy.length === 0 ? undefined : describedBy.join(' ')}
      {...props.input}
    />
  );
  return (
    <div className="dash-field">
      <label htmlFor={id}>{field.label}</label>
      {field.type === 'password' ? (
        <div className="dash-password">
          {input}
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
      ) : (
        input
      )}
      <p id={problemId} role="alert" className="field-error">
        {problem}
      </p>
      {field.hint === undefined ? null : (
        <p id={hintId} className="dash-hint">
          {field.hint}
        </p>
      )}
    </div>
  );
}
