import { z } from 'zod';
import type { PasskeyChallengeId } from '#lib/domain/ids.ts';

/** Enough for a key with its attestation. */
const MAX_RESPONSE_CHARS = 16_384;

const responseSchema = z.looseObject({ id: z.string().max(2_048) });

/** What comes back from an authenticator: which question it answers, and the answer, as JSON. */
export const answerFields = {
  challenge: z
    .string()
    .regex(/^pkch_[0-9A-Za-z]{24}$/)
    .transform((id) => id as PasskeyChallengeId), // the pattern is the brand's
  response: z
    .string()
    .max(MAX_RESPONSE_CHARS)
    .transform((text, issues) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        issues.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(responseSchema)
    .transform((answer): unknown => answer),
};
