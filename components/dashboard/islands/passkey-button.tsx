'use client';

import {
  WebAuthnError,
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { useState, useTransition } from 'react';
import type {
  AskForKey,
  AskForSignature,
  FormAction,
  HiddenFields,
  PasskeyAnswer,
  Refusal,
  RefusalWords,
} from '../form-answer.ts';
import { formOf } from '../hidden-fields.tsx';
import { KeyIcon } from '../icons.tsx';

export interface PasskeyButtonProps {
  /** Makes a key, or signs with one there is. */
  readonly use:
    | { readonly kind: 'register'; readonly ask: AskForKey }
    | { readonly kind: 'sign'; readonly ask: AskForSignature };
  /** Takes what the authenticator answered, as JSON in `response`. */
  readonly finish: FormAction;
  readonly hidden: HiddenFields;
  readonly label: string;
  readonly working: string;
  readonly refusals: RefusalWords;
}

/** Asks the browser's authenticator, and the server whether its answer holds. */
export function PasskeyButton(props: PasskeyButtonProps) {
  const [pending, startTransition] = useTransition();
  const [refused, setRefused] = useState<Refusal | null>(null);

  function press(): void {
    if (pending) return;
    setRefused(null);
    startTransition(async () => setRefused(await go(props)));
  }

  return (
    <div className="dash-form needs-js">
      <p className="dash-refused" role="alert">
        {refused === null ? '' : props.refusals[refused]}
      </p>
      <button
        type="button"
        className="button-secondary"
        aria-busy={pending}
        aria-disabled={pending}
        onClick={press}
      >
        <KeyIcon />
        {props.label}
      </button>
      <span className="sr-only" role="status">
        {pending ? props.working : ''}
      </span>
    </div>
  );
}

/** Null: there is nothing to say; the operator thought better of it, or another page comes. */
async function go({ use, finish, hidden }: PasskeyButtonProps): Promise<Refusal | null> {
  if (!browserSupportsWebAuthn()) return 'passkey_none';
  const asked = await ask(use, hidden);
  if ('refusal' in asked) return asked.refusal;
  const { challengeId, answer } = asked;
  if (answer === null) return null;
  const answered = await finish(
    formOf({ ...hidden, challenge: challengeId, response: JSON.stringify(answer) }),
  );
  return answered.kind === 'refused' ? answered.refusal : null;
}

async function ask(use: PasskeyButtonProps['use'], hidden: HiddenFields) {
  const form = formOf(hidden);
  return use.kind === 'register'
    ? askedOf(await use.ask(form), (optionsJSON) => startRegistration({ optionsJSON }))
    : askedOf(await use.ask(form), (optionsJSON) => startAuthentication({ optionsJSON }));
}

async function askedOf<Options, Answer>(
  asked: PasskeyAnswer<Options>,
  start: (options: Options) => Promise<Answer>,
): Promise<{ challengeId: string; answer: Answer | null } | { refusal: Refusal }> {
  if (asked.kind === 'refused') return asked;
  try {
    return { challengeId: asked.challengeId, answer: await start(asked.options) };
  } catch (error) {
    const code = error instanceof WebAuthnError ? error.code : null;
    if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return { refusal: 'passkey_known' };
    // Closed, or timed out: browsers do not say which, and a person knows.
    if (error instanceof Error && error.name === 'NotAllowedError') {
      return { challengeId: asked.challengeId, answer: null };
    }
    return { refusal: 'passkey' };
  }
}
