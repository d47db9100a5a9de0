import { z } from 'zod';

const headerSafe = z.string().regex(/^[\x21-\x7e]{1,500}$/, 'printable ASCII without spaces');

export const airwallexCredentialsSchema = z.strictObject({
  clientId: headerSafe,
  apiKey: headerSafe,
  /** Secret of the webhook endpoint. */
  webhookSecret: headerSafe,
  /** Demo accounts live on a host of their own. */
  environment: z.enum(['live', 'demo']),
});
export type AirwallexCredentials = z.infer<typeof airwallexCredentialsSchema>;
