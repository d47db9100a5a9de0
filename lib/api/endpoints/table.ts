import type { Endpoint } from '../endpoint.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';

/** The merchant API: one file and one line an endpoint. */
export const ENDPOINTS: readonly Endpoint[] = [
  createCheckoutSessionEndpoint,
  retrieveCheckoutSessionEndpoint,
];
