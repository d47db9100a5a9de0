import { randomInt } from 'node:crypto';
import type { OperatorId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';

const HOW_MANY = 10;
/** 60 bits, with what is mistaken for one another when it is copied by hand left out. */
const LENGTH = 12;
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** New codes for when the authenticator app is lost, as `k7mq-…`; they are shown once. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: HOW_MANY }, () => {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
    return code.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
  });
}

/** A code however it was copied; null when it can be none. */
export function readRecoveryCode(text: string): string | null {
  const code = text.toLowerCase().replaceAll(/[\s-]/g, '');
  return code.length === LENGTH && [...code].every((char) => ALPHABET.includes(char)) ? code : null;
}

/** What is kept of a code, which a person could not type with more bits: a keyed hash. `code`: as it was read. */
export function recoveryCodeHash(
  context: AppContext,
  operatorId: OperatorId,
  code: string,
): string {
  return context.secrets.sign(`recovery-code:${operatorId}:${code}`);
}
