import type { PaymentProvider } from '#lib/domain/provider.ts';
import { connectAirwallex } from './airwallex-connection.ts';
import { airwallexCredentialsSchema } from './credentials.ts';

/** FPS and the wallets of Hong Kong through Airwallex. */
export const airwallexProvider: PaymentProvider = {
  id: 'airwallex',
  methods: ['fps', 'alipayhk', 'payme', 'octopus', 'wechat_pay'],
  // How long a request id is remembered is not published; a day is what is relied on.
  keyTtlMs: 24 * 60 * 60 * 1000,
  refundable: true,
  credentialsSchema: airwallexCredentialsSchema,
  // Keys do not say where they belong; the account's environment does.
  credentialsMode: (credentials) =>
    airwallexCredentialsSchema.parse(credentials).environment === 'live' ? 'live' : 'test',
  connect: (credentials, environment) =>
    connectAirwallex(airwallexCredentialsSchema.parse(credentials), environment),
};
