import type { Endpoint } from '../endpoint.ts';
import { cancelPaymentIntentEndpoint } from './cancel-payment-intent.ts';
import { capturePaymentIntentEndpoint } from './capture-payment-intent.ts';
import { cancelRefundEndpoint } from './cancel-refund.ts';
import { closeDisputeEndpoint } from './close-dispute.ts';
import { createCheckoutSessionEndpoint } from './create-checkout-session.ts';
import { createCustomerEndpoint } from './create-customer.ts';
import { createFpsTransferEndpoint } from './create-fps-transfer.ts';
import { createRefundEndpoint } from './create-refund.ts';
import { expireCheckoutSessionEndpoint } from './expire-checkout-session.ts';
import { importFpsStatementEndpoint } from './import-fps-statement.ts';
import { listBalanceTransactionsEndpoint } from './list-balance-transactions.ts';
import { listChargesEndpoint } from './list-charges.ts';
import { listCheckoutSessionsEndpoint } from './list-checkout-sessions.ts';
import { listDisputesEndpoint } from './list-disputes.ts';
import { listFpsRequestsEndpoint } from './list-fps-requests.ts';
import { listFpsTransfersEndpoint } from './list-fps-transfers.ts';
import { listLineItemsEndpoint } from './list-line-items.ts';
import { endMethodOutageEndpoint } from './end-method-outage.ts';
import { listMethodOutagesEndpoint } from './list-method-outages.ts';
import { raiseMethodOutageEndpoint } from './raise-method-outage.ts';
import { retrieveMethodOutageEndpoint } from './retrieve-method-outage.ts';
import { listMethodSettingsEndpoint } from './list-method-settings.ts';
import { listPaymentIntentsEndpoint } from './list-payment-intents.ts';
import { listPayoutsEndpoint } from './list-payouts.ts';
import { listProviderAccountsEndpoint } from './list-provider-accounts.ts';
import { listRefundsEndpoint } from './list-refunds.ts';
import { listReviewsEndpoint } from './list-reviews.ts';
import { recordFpsRefundEndpoint } from './record-fps-refund.ts';
import { retrieveBalanceTransactionEndpoint } from './retrieve-balance-transaction.ts';
import { retrieveChargeEndpoint } from './retrieve-charge.ts';
import { retrieveCheckoutSessionEndpoint } from './retrieve-checkout-session.ts';
import { retrieveDisputeEndpoint } from './retrieve-dispute.ts';
import { retrievePaymentIntentEndpoint } from './retrieve-payment-intent.ts';
import { retrievePayoutEndpoint } from './retrieve-payout.ts';
import { retrieveProviderAccountEndpoint } from './retrieve-provider-account.ts';
import { retrieveRefundEndpoint } from './retrieve-refund.ts';
import { retrieveReviewEndpoint } from './retrieve-review.ts';
import { updateCheckoutSessionEndpoint } from './update-checkout-session.ts';
import { updateDisputeEndpoint } from './update-dispute.ts';
import { updateMethodSettingEndpoint } from './update-method-setting.ts';
import { updatePaymentIntentEndpoint } from './update-payment-intent.ts';
import { updateRefundEndpoint } from './update-refund.ts';
import { createWebhookEndpointEndpoint } from './create-webhook-endpoint.ts';
import { deleteWebhookEndpointEndpoint } from './delete-webhook-endpoint.ts';
import { listEventsEndpoint } from './list-events.ts';
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
import { replayEventsEndpoint } from './replay-events.ts';
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
import { createPaymentIntentEndpoint } from './create-payment-intent.ts';
import { detachPaymentMethodEndpoint } from './detach-payment-method.ts';
import { listCustomerPaymentMethodsEndpoint } from './list-customer-payment-methods.ts';
import { listPaymentMethodsEndpoint } from './list-payment-methods.ts';
import { retrieveCustomerPaymentMethodEndpoint } from './retrieve-customer-payment-method.ts';
import { retrievePaymentMethodEndpoint } from './retrieve-payment-method.ts';
import { cancelSetupIntentEndpoint } from './cancel-setup-intent.ts';
import { listSetupIntentsEndpoint } from './list-setup-intents.ts';
import { retrieveSetupIntentEndpoint } from './retrieve-setup-intent.ts';
import { explainOrderingEndpoint } from './explain-ordering.ts';
import { listOrderingExposuresEndpoint } from './list-ordering-exposures.ts';
import { pauseOrderingEndpoint } from './pause-ordering.ts';
import { resumeOrderingEndpoint } from './resume-ordering.ts';
import { retrieveOrderingExposureEndpoint } from './retrieve-ordering-exposure.ts';
import { retrieveOrderingEndpoint } from './retrieve-ordering.ts';
import { updateOrderingEndpoint } from './update-ordering.ts';
import { createExperimentEndpoint } from './create-experiment.ts';
import { listExperimentsEndpoint } from './list-experiments.ts';
import { retrieveExperimentSizeEndpoint } from './retrieve-experiment-size.ts';
import { setExperimentHoldoutEndpoint } from './set-experiment-holdout.ts';
import { retrieveExperimentHoldoutEndpoint } from './retrieve-experiment-holdout.ts';
import { retrieveExperimentEndpoint } from './retrieve-experiment.ts';
import { updateExperimentEndpoint } from './update-experiment.ts';
import { startExperimentEndpoint } from './start-experiment.ts';
import { rampExperimentEndpoint } from './ramp-experiment.ts';
import { stopExperimentEndpoint } from './stop-experiment.ts';
import { stopExperimentArmEndpoint } from './stop-experiment-arm.ts';
import { rollOutExperimentEndpoint } from './roll-out-experiment.ts';
import { rollBackExperimentEndpoint } from './roll-back-experiment.ts';
import { finishExperimentEndpoint } from './finish-experiment.ts';
import { retrieveExperimentResultsEndpoint } from './retrieve-experiment-results.ts';

/** The merchant API: one file and one line an endpoint. */
export const ENDPOINTS: readonly Endpoint[] = [
  createCheckoutSessionEndpoint,
  listCheckoutSessionsEndpoint,
  retrieveCheckoutSessionEndpoint,
  updateCheckoutSessionEndpoint,
  expireCheckoutSessionEndpoint,
  listLineItemsEndpoint,
  createPaymentIntentEndpoint,
  listPaymentIntentsEndpoint,
  retrievePaymentIntentEndpoint,
  updatePaymentIntentEndpoint,
  capturePaymentIntentEndpoint,
  cancelPaymentIntentEndpoint,
  listChargesEndpoint,
  retrieveChargeEndpoint,
  createRefundEndpoint,
  listRefundsEndpoint,
  retrieveRefundEndpoint,
  updateRefundEndpoint,
  cancelRefundEndpoint,
  listBalanceTransactionsEndpoint,
  retrieveBalanceTransactionEndpoint,
  listDisputesEndpoint,
  retrieveDisputeEndpoint,
  updateDisputeEndpoint,
  closeDisputeEndpoint,
  listReviewsEndpoint,
  retrieveReviewEndpoint,
  listPayoutsEndpoint,
  retrievePayoutEndpoint,
  listProviderAccountsEndpoint,
  retrieveProviderAccountEndpoint,
  listMethodSettingsEndpoint,
  updateMethodSettingEndpoint,
  retrieveOrderingEndpoint,
  updateOrderingEndpoint,
  pauseOrderingEndpoint,
  resumeOrderingEndpoint,
  explainOrderingEndpoint,
  listOrderingExposuresEndpoint,
  retrieveOrderingExposureEndpoint,
  raiseMethodOutageEndpoint,
  listMethodOutagesEndpoint,
  retrieveMethodOutageEndpoint,
  endMethodOutageEndpoint,
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
  listCustomerPaymentMethodsEndpoint,
  retrieveCustomerPaymentMethodEndpoint,
  listPaymentMethodsEndpoint,
  retrievePaymentMethodEndpoint,
  detachPaymentMethodEndpoint,
  listSetupIntentsEndpoint,
  retrieveSetupIntentEndpoint,
  cancelSetupIntentEndpoint,
  createPaymentLinkEndpoint,
  listPaymentLinksEndpoint,
  retrievePaymentLinkEndpoint,
  updatePaymentLinkEndpoint,
  listPaymentLinkItemsEndpoint,
  // Those whose path is a word before those whose path names an experiment.
  createExperimentEndpoint,
  listExperimentsEndpoint,
  retrieveExperimentSizeEndpoint,
  setExperimentHoldoutEndpoint,
  retrieveExperimentHoldoutEndpoint,
  retrieveExperimentEndpoint,
  updateExperimentEndpoint,
  startExperimentEndpoint,
  rampExperimentEndpoint,
  stopExperimentEndpoint,
  stopExperimentArmEndpoint,
  rollOutExperimentEndpoint,
  rollBackExperimentEndpoint,
  finishExperimentEndpoint,
  retrieveExperimentResultsEndpoint,
];
