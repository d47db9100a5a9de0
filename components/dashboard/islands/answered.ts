import type { FormAction, FormAnswer } from '../form-answer.ts';
import { leadsToProof } from './kept-input.ts';

/**
 * Sends a form to its action. A lost answer is not a refusal: what was asked may have been done. `keep`: it leads to
 * where one proves who one is, and back.
 */
export async function answered(
  action: FormAction,
  form: FormData,
  keep: () => void,
): Promise<FormAnswer> {
  try {
    return await action(form);
  } catch (error) {
    const to = redirectOf(error);
    if (to === null) return { kind: 'refused', refusal: 'unreachable' };
    if (leadsToProof(to)) keep();
    // How the framework leads to another page.
    throw error;
  }
}

function redirectOf(error: unknown): string | null {
  const digest = (error as { digest?: unknown } | null)?.digest; // the framework's mark
  return typeof digest === 'string' && digest.startsWith('NEXT_REDIRECT') ? digest : null;
}
