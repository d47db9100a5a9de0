import { z } from 'zod';
import {
  CLEARING_CODE_PATTERN,
  FPS_EMAIL_PATTERN,
  FPS_ID_PATTERN,
  FPS_MOBILE_PATTERN,
  type FpsProxy,
  MAX_PAYEE_NAME_LENGTH,
  PLAIN_TEXT_PATTERN,
} from '#lib/fps/fps-payload.ts';

/** The merchant's own account, as the FPS addressing database knows it. One of the three names it. */
export const fpsDirectCredentialsSchema = z
  .strictObject({
    fpsId: z.string().regex(FPS_ID_PATTERN, 'must be 7 or 9 digits').exactOptional(),
    mobile: z.string().regex(FPS_MOBILE_PATTERN, 'must be +852- and 8 digits').exactOptional(),
    email: z
      .string()
      .regex(FPS_EMAIL_PATTERN, 'must be an email address of at most 34 characters')
      .exactOptional(),
    /** Picks the bank; needed by none of the three, and useful with a mobile number or an address. */
    clearingCode: z.string().regex(CLEARING_CODE_PATTERN, 'must be three digits').exactOptional(),
    payeeName: z
      .string()
      .max(MAX_PAYEE_NAME_LENGTH, `must be at most ${MAX_PAYEE_NAME_LENGTH} characters`)
      .regex(PLAIN_TEXT_PATTERN, 'must be plain ASCII')
      .refine((name) => name !== 'NA', 'cannot be NA'),
    payeeNameZh: z
      .string()
      .refine((name) => Array.from(name).length <= MAX_PAYEE_NAME_LENGTH && name.trim() !== '', {
        message: `must be 1 to ${MAX_PAYEE_NAME_LENGTH} characters`,
      })
      .exactOptional(),
    /**
     * `off` leaves the reference out of the code: some banks' apps refuse codes that have one. Then a
     * payment is told from others by its amount and its time alone, and only a person can do so.
     */
    referenceField: z.enum(['on', 'off']).default('on'),
    /** An identifier does not say whether real money goes to it. */
    environment: z.enum(['live', 'test']),
  })
  .refine(
    ({ fpsId, mobile, email }) =>
      [fpsId, mobile, email].filter((proxy) => proxy !== undefined).length === 1,
    'needs one of fpsId, mobile and email',
  );

export type FpsDirectCredentials = z.infer<typeof fpsDirectCredentialsSchema>;

export function proxyOf(credentials: FpsDirectCredentials): FpsProxy {
  const clearingCode = credentials.clearingCode ?? null;
  const { fpsId, mobile, email } = credentials;
  if (fpsId !== undefined) return { kind: 'fps_id', value: fpsId, clearingCode };
  if (mobile !== undefined) return { kind: 'mobile', value: mobile, clearingCode };
  return { kind: 'email', value: email ?? '', clearingCode }; // the schema asks for one of the three
}
