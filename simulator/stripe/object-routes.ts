import { z } from 'zod';

import type { Call } from './call.ts';
import {
  createConfirmationToken,
  createConfirmationTokenParams,
  findConfirmationToken,
} from './confirmation-tokens.ts';
import { findDispute } from './disputes.ts';
import { resourceMissing } from './errors.ts';
import { expandObject } from './expand.ts';
import { changeMetadata, onlyExpand, text } from './form.ts';
import { expireHolds } from './intent-settle.ts';
import { listPage, listParams } from './lists.ts';
import {
  createPaymentMethod,
  createPaymentMethodParams,
  findPaymentMethod,
} from './payment-methods.ts';
import { findPayout } from './payouts.ts';
import type { Operation, Pipeline } from './pipeline.ts';
import {
  createRefund,
  createRefundParams,
  findRefund,
  refundedOf,
  updateRefundParams,
} from './refunds.ts';
import { findReview } from './reviews.ts';
import {
  createEndpoint,
  createEndpointParams,
  findEndpoint,
  updateEndpoint,
  updateEndpointParams,
} from './webhook-endpoints.ts';

/** Puts every API object but the PaymentIntent on the pipeline. */
export function mountObjects(pipeline: Pipeline): void {
  mountInstruments(pipeline);
  mountCharges(pipeline);
  mountRefunds(pipeline);
  mountWhatHappens(pipeline);
  mountWebhookEndpoints(pipeline);
  mountEvents(pipeline);
  pipeline.mount('GET', '/v1/balance', {
    operations: () => ['balance.retrieve'],
    params: onlyExpand,
    run: balance,
  });
}

function mountInstruments(pipeline: Pipeline): void {
  const createToken: Operation<z.infer<typeof createConfirmationTokenParams>> = {
    operations: () => ['confirmation_tokens.create'],
    params: createConfirmationTokenParams,
    publishable: true,
    run: createConfirmationToken,
  };
  pipeline.mount('POST', '/v1/confirmation_tokens', createToken);
  pipeline.mount('POST', '/v1/test_helpers/confirmation_tokens', {
    ...createToken,
    publishable: false,
  });
  pipeline.mount('GET', '/v1/confirmation_tokens/:id', {
    operations: () => ['confirmation_tokens.retrieve'],
    params: onlyExpand,
    run: (call, params, id) =>
      expandObject(call.account, findConfirmationToken(call, id).wire, params.expand),
  });
  pipeline.mount('POST', '/v1/payment_methods', {
    operations: () => ['payment_methods.create'],
    params: createPaymentMethodParams,
    publishable: true,
    run: (call, params) => createPaymentMethod(call, params).wire,
  });
  pipeline.mount('GET', '/v1/payment_methods/:id', {
    operations: () => ['payment_methods.retrieve'],
    params: onlyExpand,
    run: (call, params, id) =>
      expandObject(call.account, findPaymentMethod(call, id, 'payment_method').wire, params.expand),
  });
}

function mountCharges(pipeline: Pipeline): void {
  pipeline.mount('GET', '/v1/charges', {
    operations: () => ['charges.list'],
    params: z.strictObject({ ...listParams, payment_intent: text.optional() }),
    run(call, params) {
      expireHolds(call);
      const charges = [...call.account.charges.values()].filter(
        (charge) =>
          params.payment_intent === undefined || charge.payment_intent === params.payment_intent,
      );
      return expandObject(call.account, listPage('/v1/charges', charges, params), params.expand);
    },
  });
  pipeline.mount('GET', '/v1/charges/:id', {
    operations: () => ['charges.retrieve'],
    params: onlyExpand,
    run(call, params, id) {
      expireHolds(call);
      const charge = call.account.charges.get(id);
      if (charge === undefined) throw resourceMissing('charge', id);
      return expandObject(call.account, charge, params.expand);
    },
  });
}

function mountRefunds(pipeline: Pipeline): void {
  pipeline.mount('POST', '/v1/refunds', {
    operations: () => ['refunds.create'],
    params: createRefundParams,
    run: (call, params) => expandObject(call.account, createRefund(call, params), params.expand),
  });
  pipeline.mount('GET', '/v1/refunds', {
    operations: () => ['refunds.list'],
    params: z.strictObject({
      ...listParams,
      charge: text.optional(),
      payment_intent: text.optional(),
    }),
    run(call, params) {
      const refunds = [...call.account.refunds.values()].filter(
        (refund) =>
          (params.charge === undefined || refund.charge === params.charge) &&
          (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
      );
      return expandObject(call.account, listPage('/v1/refunds', refunds, params), params.expand);
    },
  });
  pipeline.mount('GET', '/v1/refunds/:id', {
    operations: () => ['refunds.retrieve'],
    params: onlyExpand,
    run: (call, params, id) => expandObject(call.account, findRefund(call, id), params.expand),
  });
  pipeline.mount('POST', '/v1/refunds/:id', {
    operations: () => ['refunds.update'],
    params: updateRefundParams,
    run(call, params, id) {
      const refund = findRefund(call, id);
      refund.metadata = changeMetadata(refund.metadata ?? {}, params.metadata);
      return expandObject(call.account, refund, params.expand);
    },
  });
}

/** What Stripe or a bank does of itself: merchants read it. */
function mountWhatHappens(pipeline: Pipeline): void {
  pipeline.mount('GET', '/v1/disputes', {
    operations: () => ['disputes.list'],
    params: z.strictObject({
      ...listParams,
      charge: text.optional(),
      payment_intent: text.optional(),
    }),
    run(call, params) {
      const disputes = [...call.account.disputes.values()].filter(
        (dispute) =>
          (params.charge === undefined || dispute.charge === params.charge) &&
          (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent),
      );
      return expandObject(call.account, listPage('/v1/disputes', disputes, params), params.expand);
    },
  });
  pipeline.mount('GET', '/v1/disputes/:id', {
    operations: () => ['disputes.retrieve'],
    params: onlyExpand,
    run: (call, params, id) => expandObject(call.account, findDispute(call, id), params.expand),
  });
  pipeline.mount('GET', '/v1/reviews/:id', {
    operations: () => ['reviews.retrieve'],
    params: onlyExpand,
    run: (call, params, id) => expandObject(call.account, findReview(call, id), params.expand),
  });
  pipeline.mount('GET', '/v1/payouts/:id', {
    operations: () => ['payouts.retrieve'],
    params: onlyExpand,
    run: (call, params, id) => expandObject(call.account, findPayout(call, id), params.expand),
  });
}

function mountWebhookEndpoints(pipeline: Pipeline): void {
  const base = '/v1/webhook_endpoints';
  pipeline.mount('POST', base, {
    operations: () => ['webhook_endpoints.create'],
    params: createEndpointParams,
    run: createEndpoint,
  });
  pipeline.mount('GET', base, {
    operations: () => ['webhook_endpoints.list'],
    params: z.strictObject(listParams),
    run: (call, params) =>
      listPage(
        base,
        [...call.account.webhookEndpoints.values()].map(({ wire }) => wire),
        params,
      ),
  });
  pipeline.mount('GET', `${base}/:id`, {
    operations: () => ['webhook_endpoints.retrieve'],
    params: onlyExpand,
    run: (call, _params, id) => findEndpoint(call, id).wire,
  });
  pipeline.mount('POST', `${base}/:id`, {
    operations: () => ['webhook_endpoints.update'],
    params: updateEndpointParams,
    run: (call, params, id) => updateEndpoint(findEndpoint(call, id), params),
  });
  pipeline.mount('DELETE', `${base}/:id`, {
    operations: () => ['webhook_endpoints.delete'],
    params: z.strictObject({}),
    run(call, _params, id) {
      findEndpoint(call, id);
      call.account.webhookEndpoints.delete(id);
      return { id, object: 'webhook_endpoint', deleted: true };
    },
  });
}

function mountEvents(pipeline: Pipeline): void {
  pipeline.mount('GET', '/v1/events', {
    operations: () => ['events.list'],
    params: z.strictObject({
      ...listParams,
      type: text.optional(),
      types: z.array(text).max(20).optional(),
    }),
    run(call, params) {
      const events = [...call.account.events.values()].filter(
        (event) =>
          (params.type === undefined || event.type === params.type) &&
          (params.types === undefined || params.types.includes(event.type)),
      );
      return listPage('/v1/events', events, params);
    },
  });
  pipeline.mount('GET', '/v1/events/:id', {
    operations: () => ['events.retrieve'],
    params: onlyExpand,
    run(call, _params, id) {
      const event = call.account.events.get(id);
      if (event === undefined) throw resourceMissing('event', id);
      return event;
    },
  });
}

/** What was captured less what was refunded, by currency; fees and pay-outs are not simulated. */
function balance(call: Call): unknown {
  const totals = new Map<string, number>([['hkd', 0]]);
  for (const charge of call.account.charges.values()) {
    const kept = charge.amount_captured - refundedOf(call, charge);
    totals.set(charge.currency, (totals.get(charge.currency) ?? 0) + kept);
  }
  const rows = [...totals].map(([currency, amount]) => ({
    amount,
    currency,
    source_types: { card: amount },
  }));
  return {
    object: 'balance',
    available: rows,
    livemode: false,
    pending: rows.map(({ currency }) => ({ amount: 0, currency, source_types: { card: 0 } })),
  };
}
