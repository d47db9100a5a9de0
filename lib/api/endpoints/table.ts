import type { Endpoint } from '../endpoint.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { createCustomerEndpoint } from './create-customer.ts';
import { createFpsTransferEndpoint } from './create-fps-transfer.ts';
import { createWebhookEndpointEndpoint } from './create-webhook-endpoint.ts';
import { deleteWebhookEndpointEndpoint } from './delete-webhook-endpoint.ts';
import { importFpsStatementEndpoint } from './import-fps-statement.ts';
import { listEventsEndpoint } from './list-events.ts';
import { listFpsRequestsEndpoint } from './list-fps-requests.ts';
import { listFpsTransfersEndpoint } from './list-fps-transfers.ts';
import { payTestSessionEndpoint } from './pay-test-session.ts';
import { listWebhookEndpointsEndpoint } from './list-webhook-endpoints.ts';
import { createPaymentLinkEndpoint } from './create-payment-link.ts';
import { createPriceEndpoint } from './create-price.ts';
import { createProductEndpoint } from './create-product.ts';
import { deleteCustomerEndpoint } from './delete-customer.ts';
import { deleteProductEndpoint } from './delete-product.ts';
import { listCustomersEndpoint } from './list-customers.ts';
import { listPaymentLinkItemsEndpoint } from './list-payment-link-items.ts';
import { listPaymentLinksEndpoint } from './list-payment-links.ts';
import { listPricesEndpoint } from './list-prices.ts';
import { listProductsEndpoint } from './list-products.ts';
import { recordFpsRefundEndpoint } from './record-fps-refund.ts';
import { replayEventsEndpoint } from './replay-events.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';
import { retrieveEventEndpoint } from './retrieve-event.ts';
import { retrieveWebhookEndpointEndpoint } from './retrieve-webhook-endpoint.ts';
import { rollWebhookSecretEndpoint } from './roll-webhook-secret.ts';
import { updateWebhookEndpointEndpoint } from './update-webhook-endpoint.ts';
import { retrieveCustomerEndpoint } from './retrieve-customer.ts';
import { retrievePaymentLinkEndpoint } from './retrieve-payment-link.ts';
import { retrievePriceEndpoint } from './retrieve-price.ts';
import { retrieveProductEndpoint } from './retrieve-product.ts';
import { updateCustomerEndpoint } from './update-customer.ts';
import { updatePaymentLinkEndpoint } from './update-payment-link.ts';
import { updatePriceEndpoint } from './update-price.ts';
import { updateProductEndpoint } from './update-product.ts';

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
  createProductEndpoint,
  listProductsEndpoint,
  retrieveProductEndpoint,
  updateProductEndpoint,
  deleteProductEndpoint,
  createPriceEndpoint,
  listPricesEndpoint,
  retrievePriceEndpoint,
  updatePriceEndpoint,
  createCustomerEndpoint,
  listCustomersEndpoint,
  retrieveCustomerEndpoint,
  updateCustomerEndpoint,
  deleteCustomerEndpoint,
  createPaymentLinkEndpoint,
  listPaymentLinksEndpoint,
  retrievePaymentLinkEndpoint,
  updatePaymentLinkEndpoint,
  listPaymentLinkItemsEndpoint,
];
