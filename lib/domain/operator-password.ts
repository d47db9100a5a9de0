export type PasswordProblem = 'too_short' | 'too_long' | 'too_plain';

export const MIN_PASSWORD_CHARS = 12;
/** Longer ones would only be work for the server. */
export const MAX_PASSWORD_CHARS = 256;

/**
 * What is wrong with a new password; null: nothing. Length counts and no mixture is asked for
 * (NIST SP 800-63B-4, 3.1.1.2). Too plain is one that is made of the operator's own address, of a few
 * characters over and over, or of the first words that are guessed.
 */
export function passwordProblem(password: string, email: string): PasswordProblem | null {
  const characters = [...password];
  if (characters.length < MIN_PASSWORD_CHARS) return 'too_short';
  if (characters.length > MAX_PASSWORD_CHARS) return 'too_long';
  return isPlain(password.toLowerCase(), email.toLowerCase()) ? 'too_plain' : null;
}

const GUESSED_FIRST = ['password', '12345678', 'qwertyui', 'letmein', 'administrator', 'praya'];

/** What is left of it without what anybody would guess must still be something. */
const MIN_OWN_CHARS = 6;
const MIN_DIFFERENT_CHARS = 5;

function isPlain(password: string, email: string): boolean {
  if (new Set(password).size < MIN_DIFFERENT_CHARS) return true;
  const parts = [email, ...email.split(/[@.+_-]/).filter((part) => part.length >= 4)];
  const own = [...parts, ...GUESSED_FIRST].reduce(
    (rest, part) => rest.replaceAll(part, ''),
    password,
  );
  return own.length < MIN_OWN_CHARS;
}

/** An address as it is looked up by: nobody means two people by two spellings. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
