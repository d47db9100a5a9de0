import * as z from 'zod/mini';

/** One field of a form, with the words that go with it. */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text' | 'code';
  readonly autoComplete: string;
  /** Why it cannot be sent as it is: empty, or no email address. */
  readonly wrong: string;
  readonly hint?: string;
  readonly value?: string;
  /** Of a new password: how long it has to be, and what is said of a shorter one. */
  readonly atLeast?: { readonly chars: number; readonly problem: string };
  readonly optional?: boolean;
}

const MAX_CHARS = 300;

/** What the browser can see for itself before it sends; the server looks again. */
export function schemaOf(fields: readonly FieldSpec[]) {
  return z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])));
}

function schemaOfField({ type, wrong, atLeast, optional }: FieldSpec) {
  const text = z.string().check(z.maxLength(MAX_CHARS, wrong));
  if (optional === true) return text;
  if (type === 'email') return text.check(z.trim(), z.email(wrong));
  if (atLeast !== undefined) return text.check(z.minLength(atLeast.chars, atLeast.problem));
  return text.check(z.minLength(1, wrong));
}
