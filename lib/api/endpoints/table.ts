import type { Endpoint } from '../endpoint.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { createCustomerEndpoint } from './create-customer.ts';
import { createFpsTransferEndpoint } from './create-fps-transfer.ts';
import { createPaymentLinkEndpoint } from './create-payment-link.ts';
import { createPriceEndpoint } from './create-price.ts';
import { createProductEndpoint } from './create-product.ts';
import { deleteCustomerEndpoint } from './delete-customer.ts';
import { deleteProductEndpoint } from './delete-product.ts';
import { importFpsStatementEndpoint } from './import-fps-statement.ts';
import { listCustomersEndpoint } from './list-customers.ts';
import { listFpsRequestsEndpoint } from './list-fps-requests.ts';
import { listFpsTransfersEndpoint } from './list-fps-transfers.ts';
import { listPaymentLinkItemsEndpoint } from './list-payment-link-items.ts';
import { listPaymentLinksEndpoint } from './list-payment-links.ts';
import { listPricesEndpoint } from './list-prices.ts';
import { listProductsEndpoint } from './list-products.ts';
import { recordFpsRefundEndpoint } from './record-fps-refund.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';
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
