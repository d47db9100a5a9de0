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
import { type FieldSpec, schemaOf } from './field-schema.ts';
import { FormField } from './form-field.tsx';
import { RecoveryCodes, type RecoveryWords } from './recovery-codes.tsx';

export interface OperatorFormProps {
  readonly action: FormAction;
  readonly hidden: HiddenFields;
  readonly fields: readonly FieldSpec[];
  readonly submit: string;
  /** How the button looks; the one thing of its page unless told. */
  readonly button?: 'primary' | 'secondary';
  readonly words: { readonly working: string; readonly show: string; readonly hide: string };
  readonly refusals: RefusalWords;
  /** Why this form came back, where no script was there to say so. */
  readonly refused: Refusal | null;
  /** For a form that is answered with recovery codes. */
  readonly codes?: RecoveryWords;
  readonly children?: ReactNode;
}

/**
 * A form of the dashboard: looked at in the browser, sent to a server action, and answered in its place, with all
 * that was typed still there. Before its script is awake it is a plain form, which the action answers too.
 */
export function OperatorForm(props: OperatorFormProps) {
  const { action, fields } = props;
  const id = useId();
  const [pending, startTransition] = useTransition();
  const [refused, setRefused] = useState(props.refused);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const schema = useMemo(() => schemaOf(fields), [fields]);
  const { register, handleSubmit, formState } = useForm<Record<string, string>>({
    resolver: zodResolver(schema),
    defaultValues: Object.fromEntries(fields.map(({ name, value }) => [name, value ?? ''])),
  });

  function take(answer: FormAnswer): void {
    if (answer.kind === 'codes') setCodes(answer.codes);
    else setRefused(answer.refusal);
  }

  function send(form: HTMLFormElement): void {
    if (pending) return;
    const sent = new FormData(form);
    setRefused(null);
    startTransition(async () => {
      take(await answered(action, sent));
    });
  }

  if (codes !== null && props.codes !== undefined) {
    return <RecoveryCodes codes={codes} words={props.codes} />;
  }
  return (
    <form
      className="dash-form"
      action={action as unknown as (form: FormData) => void} // where no script answers, it redirects
      onSubmit={(event) => {
        const form = event.currentTarget;
        void handleSubmit(() => send(form))(event);
      }}
      noValidate
    >
      <p className="dash-refused" role="alert">
        {refused === null ? '' : props.refusals[refused]}
      </p>
      <HiddenInputs fields={props.hidden} />
      {fields.map((field) => (
        <FormField
          key={field.name}
          id={`${id}${field.name}`}
          field={field}
          input={register(field.name)}
          problem={formState.errors[field.name]?.message ?? null}
          words={props.words}
        />
      ))}
      {props.children}
      <button
        type="submit"
        className={props.button === 'secondary' ? 'button-secondary' : 'button-primary'}
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

/** A lost answer is not a refusal: what was asked may have been done. */
async function answered(action: FormAction, form: FormData): Promise<FormAnswer> {
  try {
    return await action(form);
  } catch (error) {
    // How the framework leads to another page.
    if (isRedirect(error)) throw error;
    return { kind: 'refused', refusal: 'unreachable' };
  }
}

function isRedirect(error: unknown): boolean {
  const digest = (error as { digest?: unknown } | null)?.digest; // the framework's mark
  return typeof digest === 'string' && digest.startsWith('NEXT_REDIRECT');
}
