'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type ReactNode, useId, useMemo, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import type {
  FormAction,
  FormAnswer,
  HiddenFields,
  Refusal,
  RefusalWords,
} from '../form-answer.ts';
import { HiddenInputs } from '../hidden-fields.tsx';
import { answered } from './answered.ts';
import { type FieldSpec, schemaOf, startOf } from './field-schema.ts';
import { FormField } from './form-field.tsx';
import { keepTyped } from './kept-input.ts';
import { ShownOnce, type ShownOnceWords } from './shown-once.tsx';
import { useKeptInput } from './use-kept-input.ts';

export interface FormWords {
  readonly working: string;
  readonly show: string;
  readonly hide: string;
  /** Above what was typed before its operator had to sign in again. */
  readonly kept: string;
}

export interface OperatorFormProps {
  readonly action: FormAction;
  readonly hidden: HiddenFields;
  readonly fields: readonly FieldSpec[];
  readonly submit: string;
  /** How the button looks; the one thing of its page unless told. */
  readonly button?: 'primary' | 'secondary' | 'danger';
  readonly words: FormWords;
  readonly refusals: RefusalWords;
  /** Why this form came back, where no script was there to say so. */
  readonly refused: Refusal | null;
  /** For a form that is answered with secrets. */
  readonly secrets?: ShownOnceWords;
  readonly children?: ReactNode;
}

/** By field: text, a tick, or the ticked of several. */
type Typed = Record<string, unknown>;

/**
 * A form of the dashboard: looked at in the browser, sent to a server action, and answered in its place, with all
 * that was typed still there. Before its script is awake it is a plain form, which the action answers too.
 */
export function OperatorForm(props: OperatorFormProps) {
  const { action, fields } = props;
  const id = useId();
  const [pending, startTransition] = useTransition();
  const [refused, setRefused] = useState<string | null>(
    props.refused === null ? null : props.refusals[props.refused],
  );
  const [note, setNote] = useState<string | null>(null);
  const [secrets, setSecrets] = useState<readonly string[] | null>(null);
  const schema = useMemo(() => schemaOf(fields), [fields]);
  const { register, handleSubmit, formState, reset, setError } = useForm<Typed>({
    resolver: zodResolver(schema),
    defaultValues: Object.fromEntries(fields.map((field) => [field.name, startOf(field)])),
  });

  useKeptInput(fields, (kept) => {
    reset((now) => ({ ...now, ...kept }));
    setNote(props.words.kept);
  });

  function take(answer: FormAnswer): void {
    if (answer.kind === 'secrets') setSecrets(answer.secrets);
    else if (answer.kind === 'refused') setRefused(props.refusals[answer.refusal]);
    else if (fields.some(({ name }) => name === answer.field) && answer.field !== null) {
      setError(answer.field, { message: answer.message }, { shouldFocus: true });
    } else setRefused(answer.message);
  }

  function send(form: HTMLFormElement, typed: Typed): void {
    if (pending) return;
    const sent = new FormData(form);
    setRefused(null);
    setNote(null);
    startTransition(async () => {
      await writeFilesOut(sent);
      take(await answered(action, sent, () => keepTyped(fields, typed)));
    });
  }

  if (secrets !== null && props.secrets !== undefined) {
    return <ShownOnce secrets={secrets} words={props.secrets} />;
  }
  return (
    <form
      className="dash-form"
      action={action as unknown as (form: FormData) => void} // where no script answers, it redirects
      onSubmit={(event) => {
        const form = event.currentTarget;
        void handleSubmit((typed) => send(form, typed))(event);
      }}
      noValidate
    >
      <p className="dash-refused" role="alert">
        {refused ?? ''}
      </p>
      <p className="dash-note" role="status">
        {note ?? ''}
      </p>
      <HiddenInputs fields={props.hidden} />
      {fields.map((field) => (
        <FormField
          key={field.name}
          id={`${id}${field.name}`}
          field={field}
          input={register(field.name)}
          problem={problemOf(formState.errors[field.name])}
          words={props.words}
        />
      ))}
      {props.children}
      <button
        type="submit"
        className={BUTTONS[props.button ?? 'primary']}
        aria-busy={pending}
        aria-disabled={pending}
      >
        {props.submit}
      </button>
      <span className="sr-only" role="status">
        {pending ? props.words.working : ''}
      </span>
    </form>
  );
}

/** Each file in a form as base64 text: posts to pages carry no files. */
async function writeFilesOut(form: FormData): Promise<void> {
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    form.set(name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
  }
}

const BUTTONS = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  danger: 'button-primary dash-danger-button',
} as const;

function problemOf(error: { readonly message?: unknown } | undefined): string | null {
  return typeof error?.message === 'string' ? error.message : null;
}
