import { readFileSync } from 'node:fs';
import { AdminInputError, type Mode, modeSchema } from '#lib/operations/admin/admin-input.ts';
import type { AppContext } from '#lib/operations/context.ts';

export type Options = Readonly<Record<string, string | undefined>>;

export interface Command {
  /** What follows the command's name in the help. */
  readonly usage: string;
  readonly options: readonly string[];
  /** Options that take no value. */
  readonly flags?: readonly string[];
  readonly required: readonly string[];
  /** Returns what is printed, as a line or in pieces that are written as they are. */
  readonly run: (context: AppContext, options: Options) => Promise<string | AsyncIterable<string>>;
}

/** By name, in the order of the help. */
export type Commands = Readonly<Record<string, Command>>;

export function needed(options: Options, name: string): string {
  const value = options[name];
  if (value === undefined || value === '') throw new AdminInputError(`--${name} is needed.`);
  return value;
}

export function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>); // the key is Key
}

export function mode(options: Options): Mode {
  const parsed = modeSchema.safeParse(needed(options, 'mode'));
  if (!parsed.success) throw new AdminInputError('mode: must be test or live');
  return parsed.data;
}

/** `a, b`: names that the operation checks. */
export function names(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** Whole hours, as `--overlap-hours` takes them; how many there may be is the operation's to say. */
export function hours(name: string, text: string | undefined, unlessTold: number): number {
  if (text === undefined) return unlessTold;
  if (!/^\d{1,4}$/.test(text)) throw new AdminInputError(`${name}: must be whole hours`);
  return Number(text);
}

/** A file's bytes, or those of standard input (0). */
export function readFile(file: string | 0, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new AdminInputError(`The ${what} could not be read (${reason}).`);
  }
}
