import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

/** Why a form was not taken; each has its words under `dashboard.refused`. */
export const REFUSALS = [
  'wrong',
  'wrong_password',
  'wrong_code',
  'wrong_confirm',
  'held',
  'too_short',
  'too_long',
  'too_plain',
  'try_again',
  'unreachable',
  'over',
  'passkey',
  'passkey_none',
  'passkey_many',
  'passkey_known',
  'not_yours',
  'role',
  'stale',
  'not_taken',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type RefusalWords = Readonly<Record<Refusal, string>>;

/** What an action says to a script that called it; one that was done leads to another page instead. */
export type FormAnswer =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The same in a sentence of its own, about one field of the form or (null) all of it. */
  | { readonly kind: 'problem'; readonly message: string; readonly field: string | null }
  /** Secrets, which are shown this once. */
  | { readonly kind: 'secrets'; readonly secrets: readonly string[] };

export type FormAction = (form: FormData) => Promise<FormAnswer>;

/** What a browser's authenticator is asked. */
export type PasskeyAnswer<Options> =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'asked'; readonly challengeId: string; readonly options: Options };

export type AskForKey = (
  form: FormData,
) => Promise<PasskeyAnswer<PublicKeyCredentialCreationOptionsJSON>>;
export type AskForSignature = (
  form: FormData,
) => Promise<PasskeyAnswer<PublicKeyCredentialRequestOptionsJSON>>;

/** What every form of a page sends beside its own fields. */
export type HiddenFields = Readonly<Record<string, string>>;
