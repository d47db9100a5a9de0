import type { EntryProblems } from '#lib/domain/link-view.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** What the page's forms do. Server actions reach components as props only. */
export interface CheckoutActions {
  /** Plain form post: fields session, form_token, locale, method, and the custom fields'; answers with a redirect. Works with JavaScript off. */
  readonly pay: (form: FormData) => Promise<void>;
  /** From the card and wallet islands: the same fields, with confirmation_token and email. */
  readonly payByCard: (form: FormData) => Promise<PayByCardResult>;
  /** Fields session, form_token, locale, attempt: gives up the attempt and goes back to the list. */
  readonly cancelAttempt: (form: FormData) => Promise<void>;
  /** Fields session, form_token, locale: a fresh session in an expired one's place. */
  readonly startAgain: (form: FormData) => Promise<void>;
  /** The same fields: the shopper says that the transfer was sent; back to the attempt's page. */
  readonly claimTransfer: (form: FormData) => Promise<void>;
  /** The same fields: the shopper takes that back. */
  readonly withdrawClaim: (form: FormData) => Promise<void>;
}

/**
 * `refused` is our own word that no attempt was made. An action that throws, or does not answer, says
 * nothing of the kind, like `unknown`: then the status decides.
 */
export type PayByCardResult =
  | { readonly kind: 'go'; readonly path: string }
  | {
      readonly kind: 'refused';
      readonly reason: PayByCardRefusal;
      /** With `wait`: how long, in minutes, rounded up. */
      readonly waitMinutes?: number;
    }
  /** The server lost hold of it on the way: money may have moved. */
  | { readonly kind: 'unknown' };

export type PayByCardRefusal =
  | 'invalid_form'
  | 'not_allowed'
  | 'session_over'
  | 'too_many'
  | 'try_again'
  /** This session takes no more cards, and other methods as before. */
  | 'card_over'
  /** No card for a while: too many have failed. */
  | 'wait';

/** Why a plain form came back to the list: told above it. */
export const PLAIN_REFUSALS = ['not_allowed', 'too_many', 'try_again', 'wait'] as const;
export type PlainRefusal = (typeof PLAIN_REFUSALS)[number];

/** What the page around the view knows: language, addresses and the form's token. */
export interface PageContext {
  readonly words: Words;
  readonly locale: Locale;
  readonly formToken: string;
  /** Where the page lives, without a trailing slash: `/en/pay/cs_…`. */
  readonly basePath: string;
  readonly otherLocale: { readonly label: string; readonly href: string; readonly lang: string };
  /** Answers GET with `CheckoutStatus` as JSON. */
  readonly statusUrl: string;
  /** The page's full address, to be opened in another browser. */
  readonly address: string;
  /** The shopper says that they paid what has expired: checked before anything else is offered. */
  readonly saysPaid?: boolean;
  /** The last form was refused, and nothing was begun by it. */
  readonly refused?: PlainRefusal;
  /** What was entered into the session's custom fields, and what is wrong with it, by the fields' names. */
  readonly entered?: Readonly<Record<string, string>>;
  readonly problems?: EntryProblems;
  /** Of this response's Content-Security-Policy. */
  readonly nonce?: string;
}
