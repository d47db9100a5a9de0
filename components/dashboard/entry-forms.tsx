import { MIN_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { formWords, refusalWords } from './dashboard-page.ts';
import type { AskForSignature, FormAction, HiddenFields, Refusal } from './form-answer.ts';
import { OperatorForm } from './islands/operator-form.tsx';
import { PasskeyButton } from './islands/passkey-button.tsx';

interface EntryProps {
  readonly words: Words;
  readonly hidden: HiddenFields;
  readonly refused: Refusal | null;
}

/** What each of these forms has alike. */
const common = ({ words, hidden, refused }: EntryProps) => ({
  hidden,
  refused,
  words: formWords(words),
  refusals: refusalWords(words),
});

export function SignInForms(
  props: EntryProps & {
    actions: {
      readonly signIn: FormAction;
      readonly askToSignIn: AskForSignature;
      readonly signInByPasskey: FormAction;
    };
  },
) {
  const { words, hidden, actions } = props;
  const { t } = words;
  return (
    <>
      <OperatorForm
        {...common(props)}
        action={actions.signIn}
        fields={[
          {
            name: 'email',
            label: t('dashboard.signIn.email'),
            type: 'email',
            autoComplete: 'username',
            wrong: t('dashboard.form.emailWrong'),
          },
          {
            name: 'password',
            label: t('dashboard.signIn.password'),
            type: 'password',
            autoComplete: 'current-password',
            wrong: t('dashboard.form.passwordMissing'),
          },
        ]}
        submit={t('dashboard.signIn.submit')}
      />
      <p className="entry-or needs-js">{t('dashboard.signIn.or')}</p>
      <PasskeyButton
        use={{ kind: 'sign', ask: actions.askToSignIn }}
        finish={actions.signInByPasskey}
        hidden={hidden}
        label={t('dashboard.signIn.passkey')}
        working={t('dashboard.form.working')}
        refusals={refusalWords(words)}
      />
      <p className="entry-small">{t('dashboard.signIn.lost')}</p>
    </>
  );
}

export function CodeForm(props: EntryProps & { action: FormAction; startAgainHref: string }) {
  const { t } = props.words;
  return (
    <>
      <OperatorForm
        {...common(props)}
        action={props.action}
        fields={[
          {
            name: 'code',
            label: t('dashboard.secondFactor.code'),
            type: 'code',
            autoComplete: 'one-time-code',
            wrong: t('dashboard.form.codeMissing'),
            hint: t('dashboard.secondFactor.hint'),
          },
        ]}
        submit={t('dashboard.secondFactor.submit')}
      />
      <a className="entry-link" href={props.startAgainHref}>
        {t('dashboard.secondFactor.back')}
      </a>
    </>
  );
}

/** A new account's name and password, or another password for one there is. */
export function PasswordLinkForm(props: EntryProps & { action: FormAction; isNew: boolean }) {
  const { t } = props.words;
  const name = {
    name: 'name',
    label: t('dashboard.join.name'),
    type: 'text',
    autoComplete: 'name',
    wrong: t('dashboard.form.nameMissing'),
  } as const;
  return (
    <OperatorForm
      {...common(props)}
      action={props.action}
      fields={[
        ...(props.isNew ? [name] : []),
        {
          name: 'password',
          label: t('dashboard.join.newPassword'),
          type: 'password',
          autoComplete: 'new-password',
          wrong: t('dashboard.form.passwordMissing'),
          hint: t('dashboard.join.passwordHint'),
          atLeast: { chars: MIN_PASSWORD_CHARS, problem: t('dashboard.refused.too_short') },
        },
      ]}
      submit={t(props.isNew ? 'dashboard.join.submitNew' : 'dashboard.join.submitPassword')}
    />
  );
}

export function JoinForm(props: EntryProps & { action: FormAction }) {
  return (
    <OperatorForm
      {...common(props)}
      action={props.action}
      fields={[]}
      submit={props.words.t('dashboard.join.joinSubmit')}
    />
  );
}

/** Who sits there, once more. */
export function ConfirmForms(
  props: EntryProps & {
    asksForCode: boolean;
    hasPasskey: boolean;
    cancelHref: string;
    actions: {
      readonly confirm: FormAction;
      readonly askToConfirm: AskForSignature;
      readonly confirmByPasskey: FormAction;
    };
  },
) {
  const { words, hidden, actions } = props;
  const { t } = words;
  const code = {
    name: 'code',
    label: t('dashboard.confirm.code'),
    type: 'code',
    autoComplete: 'one-time-code',
    wrong: t('dashboard.form.codeMissing'),
  } as const;
  return (
    <>
      <OperatorForm
        {...common(props)}
        action={actions.confirm}
        fields={[
          {
            name: 'password',
            label: t('dashboard.signIn.password'),
            type: 'password',
            autoComplete: 'current-password',
            wrong: t('dashboard.form.passwordMissing'),
          },
          ...(props.asksForCode ? [code] : []),
        ]}
        submit={t('dashboard.confirm.submit')}
      />
      {props.hasPasskey ? (
        <>
          <p className="entry-or needs-js">{t('dashboard.signIn.or')}</p>
          <PasskeyButton
            use={{ kind: 'sign', ask: actions.askToConfirm }}
            finish={actions.confirmByPasskey}
            hidden={hidden}
            label={t('dashboard.confirm.passkey')}
            working={t('dashboard.form.working')}
            refusals={refusalWords(words)}
          />
        </>
      ) : null}
      <a className="entry-link" href={props.cancelHref}>
        {t('dashboard.confirm.cancel')}
      </a>
    </>
  );
}
