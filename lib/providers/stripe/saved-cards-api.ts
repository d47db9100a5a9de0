import type Stripe from 'stripe';
import type {
  CreateCustomerRequest,
  SetupLookup,
  StartSetupRequest,
} from '#lib/domain/saved-card.ts';
import { type ApiResult, PAGE_SIZE, call, createdAround, findInPages } from './api-call.ts';
import { CUSTOMER_METADATA_KEY, SETUP_METADATA_KEY } from './attempt-metadata.ts';
import {
  type CustomerWire,
  type PaymentMethodWire,
  type SetupIntentWire,
  customerListSchema,
  customerSchema,
  paymentMethodSchema,
  setupIntentListSchema,
  setupIntentSchema,
} from './saved-card-wire.ts';

const EXPAND = ['payment_method'];
const EXPAND_IN_LIST = ['data.payment_method'];

/** The calls we make of Stripe about kept cards, answered as those about payments are. */
export interface SavedCardsApi {
  createCustomer(request: CreateCustomerRequest): Promise<ApiResult<CustomerWire>>;
  /** The customer by our reference; null when there is none. */
  findCustomer(request: CreateCustomerRequest): Promise<ApiResult<CustomerWire | null>>;
  /** Creates the SetupIntent and confirms it in the same call, under the setup's key. */
  createAndConfirm(request: StartSetupRequest): Promise<ApiResult<SetupIntentWire>>;
  retrieve(id: string): Promise<ApiResult<SetupIntentWire>>;
  /** The SetupIntent by our reference; null when there is none. */
  findBySetup(
    lookup: Pick<SetupLookup, 'setupId' | 'providerCustomer' | 'startedAt'>,
  ): Promise<ApiResult<SetupIntentWire | null>>;
  /** Cancels, under no key of ours: cancelling twice is cancelling once. */
  cancel(id: string): Promise<ApiResult<SetupIntentWire>>;
  /** Detaches, under no key of ours: a card that is detached stays so. */
  detach(paymentMethod: string): Promise<ApiResult<PaymentMethodWire>>;
  retrieveMethod(paymentMethod: string): Promise<ApiResult<PaymentMethodWire>>;
}

export function createSavedCardsApi(stripe: Stripe): SavedCardsApi {
  return {
    createCustomer: ({ customerId, idempotencyKey, email, name }) =>
      call(customerSchema, () =>
        stripe.customers.create(
          {
            ...(email === null ? {} : { email }),
            ...(name === null ? {} : { name }),
            metadata: { [CUSTOMER_METADATA_KEY]: customerId },
          },
          { idempotencyKey },
        ),
      ),

    // Listing is consistent, as for payments; search lags behind.
    findCustomer: ({ customerId, requestedAt }) =>
      findInPages(
        (after) =>
          call(customerListSchema, () =>
            stripe.customers.list({
              created: createdAround(requestedAt),
              ...after,
              limit: PAGE_SIZE,
            }),
          ),
        (customer) => customer.metadata?.[CUSTOMER_METADATA_KEY] === customerId,
      ),

    createAndConfirm: (request) =>
      call(setupIntentSchema, () =>
        stripe.setupIntents.create(
          {
            allowed_payment_method_types: ['card'],
            confirm: true,
            confirmation_token: request.confirmationToken,
            customer: request.providerCustomer,
            description: request.description,
            metadata: { [SETUP_METADATA_KEY]: request.setupId },
            return_url: request.returnUrl,
            usage: request.usage,
            use_stripe_sdk: true,
            expand: EXPAND,
          },
          { idempotencyKey: request.idempotencyKey },
        ),
      ),

    retrieve: (id) =>
      call(setupIntentSchema, () => stripe.setupIntents.retrieve(id, { expand: EXPAND })),

    findBySetup: ({ setupId, providerCustomer, startedAt }) =>
      findInPages(
        (after) =>
          call(setupIntentListSchema, () =>
            stripe.setupIntents.list({
              created: createdAround(startedAt),
              customer: providerCustomer,
              ...after,
              limit: PAGE_SIZE,
              expand: EXPAND_IN_LIST,
            }),
          ),
        (intent) => intent.metadata?.[SETUP_METADATA_KEY] === setupId,
      ),

    cancel: (id) =>
      call(setupIntentSchema, () => stripe.setupIntents.cancel(id, { expand: EXPAND })),

    detach: (id) => call(paymentMethodSchema, () => stripe.paymentMethods.detach(id)),

    retrieveMethod: (id) => call(paymentMethodSchema, () => stripe.paymentMethods.retrieve(id)),
  };
}
