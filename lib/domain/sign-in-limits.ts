/**
 * How often a password or a code may be tried. What is counted is tries that did not succeed, of whichever page
 * or node; a passkey cannot be guessed, so whoever has one gets in while somebody else guesses at the password.
 */
export const TRY_KINDS = ['account_from_address', 'account', 'address', 'second_factor'] as const;
export type TryKind = (typeof TRY_KINDS)[number];

interface TryLimit {
  readonly tries: number;
  readonly windowMs: number;
}

const MINUTE_MS = 60 * 1000;

export const TRY_LIMITS: Readonly<Record<TryKind, TryLimit>> = {
  /** Somebody who does not remember. */
  account_from_address: { tries: 6, windowMs: 15 * MINUTE_MS },
  /** Many machines that guess at one password. */
  account: { tries: 40, windowMs: 60 * MINUTE_MS },
  /** One machine that guesses at many. */
  address: { tries: 60, windowMs: 15 * MINUTE_MS },
  /** Of a million codes three are right at any time: ten months of guessing for an even chance. */
  second_factor: { tries: 8, windowMs: 15 * MINUTE_MS },
};

/** No try is kept longer than any window needs. */
export const LONGEST_TRY_WINDOW_MS = Math.max(
  ...Object.values(TRY_LIMITS).map(({ windowMs }) => windowMs),
);

/** Whether this try is one too many; `tries`: those within the window, this one among them. */
export function isTooMany(kind: TryKind, tries: number): boolean {
  return tries > TRY_LIMITS[kind].tries;
}
