import type { SessionRow } from '#lib/db/stores/session-store.ts';
import { type AnsweredField, readAnswers } from '#lib/domain/custom-field.ts';

/** What a session's page asks besides paying, with what was answered so far. A link has asked before. */
export function askedFields(session: SessionRow): readonly AnsweredField[] {
  return session.paymentLinkId === null ? session.customFields : [];
}

/** What of a session a form's answers change, as a rule nothing; `wrong`: one is missing, or cannot be. */
export function newAnswers(
  session: SessionRow,
  answers: Readonly<Record<string, string>>,
): Partial<Pick<SessionRow, 'customFields'>> | 'wrong' {
  const before = askedFields(session);
  const { answered, problems } = readAnswers(before, answers);
  if (Object.keys(problems).length > 0) return 'wrong';
  const changed = answered.some(({ value }, index) => value !== before[index]?.value);
  return changed ? { customFields: [...answered] } : {};
}
