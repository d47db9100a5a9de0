'use client';

import { useState, useTransition } from 'react';
import type { Locale } from '#lib/i18n/locales.ts';
import {
  type DraftEntries,
  type DraftProblemCode,
  draftProblems,
} from '../experiments/draft-entries.ts';
import type { DraftWords } from '../experiments/draft-words.ts';
import type { FormAction, FormAnswer, HiddenFields, RefusalWords } from '../form-answer.ts';
import { HiddenInputs, formOf } from '../hidden-fields.tsx';
import { answered } from './answered.ts';
import { ArmFields } from './draft/arm-fields.tsx';
import { fieldId } from './draft/draft-field.tsx';
import { PlanFields } from './draft/plan-fields.tsx';
import { SizeFields } from './draft/size-fields.tsx';
import { NameField } from './draft/name-field.tsx';
import type { FieldSpec } from './field-schema.ts';
import { keepTyped } from './kept-input.ts';
import { useKeptInput } from './use-kept-input.ts';

export interface DraftFormProps {
  readonly action: FormAction;
  readonly hidden: HiddenFields;
  readonly entries: DraftEntries;
  readonly methods: readonly { readonly value: string; readonly label: string }[];
  readonly policies: readonly { readonly value: string; readonly label: string }[];
  /** The shop's own last weeks; null: too few sessions to say. */
  readonly traffic: { readonly perDay: number; readonly paidShare: number } | null;
  readonly isLive: boolean;
  readonly locale: Locale;
  readonly submit: string;
  readonly words: DraftWords;
  readonly refusals: RefusalWords;
}

/** What each part of the form is handed. */
export interface DraftParts extends Pick<
  DraftFormProps,
  'methods' | 'policies' | 'traffic' | 'locale' | 'words'
> {
  readonly draft: DraftEntries;
  readonly set: (change: Partial<DraftEntries>) => void;
  /** What is wrong with a field, in words; null: nothing. */
  readonly problemOf: (field: string) => string | null;
}

/** As what the draft is kept while its operator signs in again. */
const KEPT: readonly FieldSpec[] = [{ name: 'draft', type: 'textarea', label: '', wrong: '' }];

/** An experiment that is being written down. It is sent as one piece, and stays as typed until it is taken. */
export function DraftForm(props: DraftFormProps) {
  const { words } = props;
  const [pending, startTransition] = useTransition();
  const [draft, setDraft] = useState(props.entries);
  const [isTried, setTried] = useState(false);
  const [answer, setAnswer] = useState<FormAnswer | null>(null);
  const [isKept, setKept] = useState(false);
  const problems = draftProblems(draft, props.isLive);

  useKeptInput(KEPT, (kept) => {
    if (typeof kept['draft'] !== 'string') return;
    setDraft(JSON.parse(kept['draft']) as DraftEntries); // written below, in this tab
    setKept(true);
  });

  function set(change: Partial<DraftEntries>): void {
    setDraft((now) => ({ ...now, ...change }));
    setAnswer(null);
  }

  function send(): void {
    if (pending) return;
    const [first] = problems;
    setTried(true);
    setAnswer(null);
    setKept(false);
    if (first !== undefined) return focusOn(first.field);
    const text = JSON.stringify(draft);
    const form = formOf({ ...props.hidden, draft: text });
    startTransition(async () => {
      const said = await answered(props.action, form, () => keepTyped(KEPT, { draft: text }));
      setAnswer(said);
      if (said.kind === 'problem' && said.field !== null) focusOn(said.field);
    });
  }

  const parts: DraftParts = {
    ...props,
    draft,
    set,
    problemOf: (field) => problemIn(field, { answer, problems: isTried ? problems : [], words }),
  };
  return (
    <form
      className="dash-form exp-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <HiddenInputs fields={props.hidden} />
      <p className="notice notice-warn without-js">{words.texts.script}</p>
      <p className="dash-note" role="status">
        {isKept ? words.form.kept : ''}
      </p>
      <NameField {...parts} />
      <ArmFields {...parts} />
      <SizeFields {...parts} />
      <PlanFields {...parts} />
      <p className="dash-refused" role="alert">
        {refusalOf(answer, props.refusals) ??
          (isTried && problems.length > 0 ? words.texts.wrong : '')}
      </p>
      <button
        type="submit"
        className="button-primary needs-js exp-submit"
        aria-busy={pending}
        aria-disabled={pending}
      >
        {props.submit}
      </button>
      <span className="sr-only" role="status">
        {pending ? words.form.working : ''}
      </span>
    </form>
  );
}

function problemIn(
  field: string,
  known: {
    answer: FormAnswer | null;
    problems: readonly { readonly field: string; readonly problem: DraftProblemCode }[];
    words: DraftWords;
  },
): string | null {
  const { answer } = known;
  if (answer?.kind === 'problem' && answer.field === field) return answer.message;
  const found = known.problems.find((problem) => problem.field === field);
  return found === undefined ? null : known.words.problems[found.problem];
}

function refusalOf(answer: FormAnswer | null, refusals: RefusalWords): string | null {
  if (answer?.kind === 'refused') return refusals[answer.refusal];
  return answer?.kind === 'problem' ? answer.message : null;
}

/** Once it is drawn what is wrong there. */
function focusOn(field: string): void {
  requestAnimationFrame(() => {
    const input = document.getElementById(fieldId(field));
    // Fields of rarer use are folded away.
    input?.closest('details')?.setAttribute('open', '');
    input?.focus();
  });
}
