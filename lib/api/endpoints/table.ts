import type { Endpoint } from '../endpoint.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { createFpsTransferEndpoint } from './create-fps-transfer.ts';
import { importFpsStatementEndpoint } from './import-fps-statement.ts';
import { listFpsRequestsEndpoint } from './list-fps-requests.ts';
import { listFpsTransfersEndpoint } from './list-fps-transfers.ts';
import { payTestSessionEndpoint } from './pay-test-session.ts';
import { recordFpsRefundEndpoint } from './record-fps-refund.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';

/** The merchant API: one file and one line an endpoint. */
export const ENDPOINTS: readonly Endpoint[] = [
  createCheckoutSessionEndpoint,
  retrieveCheckoutSessionEndpoint,
  listFpsRequestsEndpoint,
  createFpsTransferEndpoint,
  listFpsTransfersEndpoint,
  recordFpsRefundEndpoint,
  importFpsStatementEndpoint,
  payTestSessionEndpoint,
];
