import type { HiddenFields } from '#components/dashboard/form-answer.ts';
import { type FormSubject, formTokenFor } from '#lib/operations/checkout-gate.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import type { Locale } from '#lib/i18n/locales.ts';

/** What the forms send of those who are not signed in, or not yet quite. */
export async function entryFields(
  locale: Locale,
  subject: FormSubject = 'dashboard',
): Promise<HiddenFields> {
  return { form_token: formTokenFor(await getAppContext(), subject), locale };
}
