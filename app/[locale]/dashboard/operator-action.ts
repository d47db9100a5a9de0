import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer, Refusal } from '#components/dashboard/form-answer.ts';
import type { OperatorAction } from '#lib/domain/operator-role.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { type FormSubject, checkGate } from '#lib/operations/checkout-gate.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { thisAddress, withQuery } from './operator-request.ts';
import { type PermittedOperator, requireOperator } from './require-operator.ts';

/** What each form of the dashboard sends beside its own fields. */
const commonSchema = z.object({ form_token: z.string().max(200), locale: z.enum(LOCALES) });
const shopSchema = commonSchema.extend({ merchant: z.string().max(40), mode: z.string().max(8) });

/**
 * A form of somebody who is not signed in, or not yet quite: the gate and the parser. Null: refused, nothing was
 * done, and the log says why.
 */
export async function admitAnybody<Fields extends z.ZodRawShape>(
  form: FormData,
  fields: Fields,
  subject: FormSubject = 'dashboard',
) {
  const context = await getAppContext();
  const parsed = commonSchema.extend(fields).safeParse(entriesOf(form));
  if (!parsed.success) return malformed(context, parsed.error);
  const sent = parsed.data as z.infer<typeof commonSchema> & z.infer<z.ZodObject<Fields>>; // what extend makes
  return (await isOpen(context, sent.form_token, subject)) ? { context, fields: sent } : null;
}

/**
 * A form of an operator about their shop: who asks, whether they may, the gate and the parser, in this order, so
 * that whoever is no longer signed in is sent to sign in and nothing else. Null as `admitAnybody`.
 */
export async function admitOperator<Fields extends z.ZodRawShape>(
  form: FormData,
  fields: Fields,
  action: OperatorAction,
) {
  const context = await getAppContext();
  const shop = shopSchema.safeParse(entriesOf(form));
  if (!shop.success) return malformed(context, shop.error);
  const operator: PermittedOperator = await requireOperator(shop.data, action);
  const { session } = operator.asking;
  if (!(await isOpen(context, shop.data.form_token, session.id))) return null;
  const parsed = z.object(fields).safeParse(entriesOf(form));
  return parsed.success ? { operator, fields: parsed.data } : malformed(context, parsed.error);
}

/** A form by its fields' names: text, or texts where a name was sent more than once. */
function entriesOf(form: FormData): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

/** A field of which any number may be ticked: each as `schema` has it. */
export function several<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (sent) => (sent === undefined ? [] : Array.isArray(sent) ? sent : [sent]),
    z.array(schema),
  );
}

/** A tick: sent as `on` or not at all. */
export const ticked = z
  .literal('on')
  .optional()
  .transform((sent) => sent !== undefined);

function malformed(context: AppContext, error: z.ZodError): null {
  // The names of fields, never what was in them.
  context.log.warn({ fields: error.issues.map(({ path }) => path.join('.')) }, 'form refused');
  return null;
}

async function isOpen(
  context: AppContext,
  formToken: string,
  subject: FormSubject,
): Promise<boolean> {
  const sent = await headers();
  const verdict = checkGate(context, {
    origin: sent.get('origin'),
    fetchSite: sent.get('sec-fetch-site'),
    subject,
    formToken,
  });
  if (verdict !== 'open') context.log.warn({ verdict }, 'form refused');
  return verdict === 'open';
}

/** Whether a script sent the form: what is answered in its place reaches nobody else. */
export async function hasScript(): Promise<boolean> {
  return (await headers()).has('next-action');
}

/** Says that a form was not taken: to the script that sent it, else on the page it came from. */
export async function refused(refusal: Refusal): Promise<FormAnswer> {
  if (await hasScript()) return { kind: 'refused', refusal };
  return backWith(refusal);
}

/**
 * As `refused`, in a sentence of its own, about one field or (null) all of the form. Where no script is there to
 * show it, the page says that something was not taken.
 */
export async function problem(message: string, field: string | null): Promise<FormAnswer> {
  if (await hasScript()) return { kind: 'problem', message, field };
  return backWith('not_taken');
}

/** The page that a form came from, with why it was not taken. */
export async function backWith(refusal: Refusal): Promise<never> {
  const { path, query } = await thisAddress();
  query.set('refused', refusal);
  return redirect(withQuery(path, query));
}
