import type { Endpoint } from '../endpoint.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { createFpsTransferEndpoint } from './create-fps-transfer.ts';
import { createWebhookEndpointEndpoint } from './create-webhook-endpoint.ts';
import { deleteWebhookEndpointEndpoint } from './delete-webhook-endpoint.ts';
import { importFpsStatementEndpoint } from './import-fps-statement.ts';
import { listEventsEndpoint } from './list-events.ts';
import { listFpsRequestsEndpoint } from './list-fps-requests.ts';
import { listFpsTransfersEndpoint } from './list-fps-transfers.ts';
import { payTestSessionEndpoint } from './pay-test-session.ts';
import { listWebhookEndpointsEndpoint } from './list-webhook-endpoints.ts';
import { recordFpsRefundEndpoint } from './record-fps-refund.ts';
import { replayEventsEndpoint } from './replay-events.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';
import { retrieveEventEndpoint } from './retrieve-event.ts';
import { retrieveWebhookEndpointEndpoint } from './retrieve-webhook-endpoint.ts';
import { rollWebhookSecretEndpoint } from './roll-webhook-secret.ts';
import { updateWebhookEndpointEndpoint } from './update-webhook-endpoint.ts';

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
  createWebhookEndpointEndpoint,
  listWebhookEndpointsEndpoint,
  retrieveWebhookEndpointEndpoint,
  updateWebhookEndpointEndpoint,
  deleteWebhookEndpointEndpoint,
  rollWebhookSecretEndpoint,
  replayEventsEndpoint,
  listEventsEndpoint,
  retrieveEventEndpoint,
];
