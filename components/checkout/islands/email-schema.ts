import * as z from 'zod/mini';

/** Longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the brackets). */
const MAX_EMAIL_CHARS = 254;

/** The receipt's address: optional, so empty is right too. */
export const receiptSchema = z.object({
  email: z.union([z.literal(''), z.email().check(z.maxLength(MAX_EMAIL_CHARS))]),
});

export type ReceiptFields = z.infer<typeof receiptSchema>;
