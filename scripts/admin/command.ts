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
  /** Returns what is printed. */
  readonly run: (context: AppContext, options: Options) => Promise<string>;
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

/** A file's bytes, or those of standard input (0). */
export function readFile(file: string | 0, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new AdminInputError(`The ${what} could not be read (${reason}).`);
  }
}
