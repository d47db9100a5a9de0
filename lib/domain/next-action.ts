import { z } from 'zod';

/**
 * What the shopper must do next for an attempt. The page knows these four kinds and none of the
 * methods behind them.
 *
 * - `redirect`: send the browser there (GET).
 * - `form_post`: send the browser there with these fields (POST).
 * - `show_qr`: draw `payload` as a QR code. `scheme` says what scans it: any bank app (`fps`) or the
 *   method's own wallet (`wallet`).
 * - `provider_sdk`: let the provider's script take over in the page (3-D Secure). `clientSecret` is a
 *   secret of one attempt: sealed at rest, never logged.
 */
export const nextActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('redirect'), url: z.url() }),
  z.object({
    type: z.literal('form_post'),
    url: z.url(),
    fields: z.record(z.string(), z.string()),
  }),
  z.object({
    type: z.literal('show_qr'),
    payload: z.string().min(1).max(2000),
    scheme: z.enum(['fps', 'wallet']),
    /** A link of the provider's that opens the same payment in an app (`isAppLink`). */
    appUrl: z.string().max(2000).exactOptional(),
  }),
  z.object({ type: z.literal('provider_sdk'), clientSecret: z.string().min(1) }),
]);

export type NextAction = z.infer<typeof nextActionSchema>;
