import type { PaymentProvider } from '#lib/domain/provider.ts';
import { fpsDirectCredentialsSchema } from './credentials.ts';
import { connectFpsDirect } from './fps-direct-connection.ts';

/** FPS to the merchant's own bank account, which the merchant watches itself. */
export const fpsDirectProvider: PaymentProvider = {
  id: 'fps-direct',
  methods: ['fps'],
  // Nothing is remembered, and nothing has to be: the same attempt makes the same code.
  keyTtlMs: Number.MAX_SAFE_INTEGER,
  // An FPS refund is a transfer of the merchant's own.
  refundable: false,
  confirmedBy: 'merchant',
  credentialsSchema: fpsDirectCredentialsSchema,
  credentialsMode: (credentials) => fpsDirectCredentialsSchema.parse(credentials).environment,
  connect: (credentials, environment) =>
    connectFpsDirect(fpsDirectCredentialsSchema.parse(credentials), environment),
};
