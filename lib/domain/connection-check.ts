/** Why a notification was not believed. */
export type RefusedNotification = 'bad_signature' | 'too_old' | 'unreadable';

/**
 * What an account at a provider answered when it was asked for something harmless, with its credentials.
 *
 * - `works`: it answered. `answeredAt`: when, by the provider's clock; null where it does not say.
 * - `wrong_key`: the provider does not know the key. `other_mode`: it is one of the other mode, live or test.
 * - `no_permission`: the key is known, and may not do what payments need.
 * - `unreachable`: no answer came. `odd_answer`: one that cannot be understood, or an error of the provider's own.
 * - `nobody_to_ask`: the credentials name a bank account, and no bank is asked.
 */
export type ConnectionCheck =
  | { readonly kind: 'works'; readonly answeredAt: Date | null }
  | {
      readonly kind:
        | 'wrong_key'
        | 'other_mode'
        | 'no_permission'
        | 'unreachable'
        | 'odd_answer'
        | 'nobody_to_ask';
    };

/** What is told of a test: `sealed` too, that the credentials do not open here. */
export const CONNECTION_VERDICTS = [
  'works',
  'wrong_key',
  'other_mode',
  'no_permission',
  'unreachable',
  'odd_answer',
  'nobody_to_ask',
  'sealed',
] as const satisfies readonly (ConnectionCheck['kind'] | 'sealed')[];
export type ConnectionVerdict = (typeof CONNECTION_VERDICTS)[number];

/** Whether the provider's notifications arrive. */
export type NotificationsCheck =
  | { readonly kind: 'arriving'; readonly lastAt: Date }
  /** The latest of them was refused. */
  | { readonly kind: 'refused'; readonly at: Date; readonly because: RefusedNotification }
  /** None has come, since the account was added or since its credentials were replaced. */
  | { readonly kind: 'never' }
  /** This provider sends none. */
  | { readonly kind: 'none_sent' };
