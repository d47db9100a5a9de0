import type Stripe from 'stripe';
import { z } from 'zod';

import { emitEvent } from './call.ts';
import type { Call } from './call.ts';
import { clientView } from './client-view.ts';
import { invalidParam } from './errors.ts';
import { expandObject } from './expand.ts';
import { expand, text } from './form.ts';
import { confirmIntent } from './intent-confirm.ts';
import { checkCreateParams, createIntent, findIntent, updateIntent } from './intent-create.ts';
import {
  cancelIntentParams,
  captureIntentParams,
  confirmIntentParams,
  createIntentParams,
  updateIntentParams,
} from './intent-params.ts';
import type { CreateIntentParams } from './intent-params.ts';
import { prepareConfirmation } from './intent-prepare.ts';
import { cancelIntent, captureIntent, expireHolds } from './intent-settle.ts';
import { listPage, listParams } from './lists.ts';
import type { Pipeline } from './pipeline.ts';
import { searchIntents, searchParams } from './search.ts';

const BASE = '/v1/payment_intents';

const retrieveParams = z.strictObject({ client_secret: text.optional(), expand });
const listIntentParams = z.strictObject({ ...listParams, customer: text.optional() });

/** Puts the PaymentIntent methods on the pipeline. */
export function mountPaymentIntents(pipeline: Pipeline): void {
  pipeline.mount('POST', BASE, {
    operations: (params) =>
      params.confirm === true
        ? ['payment_intents.create', 'payment_intents.confirm']
        : ['payment_intents.create'],
    params: createIntentParams,
    run: createAndConfirm,
  });
  pipeline.mount('GET', BASE, {
    operations: () => ['payment_intents.list'],
    params: listIntentParams,
    run(call, params) {
      const intents = allIntents(call).filter(
        (intent) => params.customer === undefined || intent.customer === params.customer,
      );
      return expandObject(call.account, listPage(BASE, intents, params), params.expand);
    },
  });
  pipeline.mount('GET', `${BASE}/search`, {
    operations: () => ['payment_intents.search'],
    params: searchParams,
    run: (call, params) =>
      expandObject(call.account, searchIntents(allIntents(call), params), params.expand),
  });
  pipeline.mount('GET', `${BASE}/:id`, {
    operations: () => ['payment_intents.retrieve'],
    params: retrieveParams,
    publishable: true,
    run(call, params, id) {
      expireHolds(call);
      const { wire } = findIntent(call, id, params.client_secret);
      return render(call, wire, params.expand);
    },
  });
  pipeline.mount('POST', `${BASE}/:id`, {
    operations: () => ['payment_intents.update'],
    params: updateIntentParams,
    run(call, params, id) {
      expireHolds(call);
      const record = findIntent(call, id);
      updateIntent(call, record, params);
      return render(call, record.wire, params.expand);
    },
  });
  mountTransitions(pipeline);
}

function mountTransitions(pipeline: Pipeline): void {
  pipeline.mount('POST', `${BASE}/:id/confirm`, {
    operations: () => ['payment_intents.confirm'],
    params: confirmIntentParams,
    publishable: true,
    run(call, params, id) {
      expireHolds(call);
      const record = findIntent(call, id, params.client_secret);
      confirmIntent(call, record, prepareConfirmation(call, record, params));
      return render(call, record.wire, params.expand);
    },
  });
  pipeline.mount('POST', `${BASE}/:id/capture`, {
    operations: () => ['payment_intents.capture'],
    params: captureIntentParams,
    run(call, params, id) {
      expireHolds(call);
      const record = findIntent(call, id);
      captureIntent(call, record, params);
      return render(call, record.wire, params.expand);
    },
  });
  pipeline.mount('POST', `${BASE}/:id/cancel`, {
    operations: () => ['payment_intents.cancel'],
    params: cancelIntentParams,
    run(call, params, id) {
      expireHolds(call);
      const record = findIntent(call, id);
      cancelIntent(call, record, params);
      return render(call, record.wire, params.expand);
    },
  });
}

function createAndConfirm(call: Call, params: CreateIntentParams): unknown {
  checkCreateParams(params);
  const record = createIntent(call, params);
  if (params.confirm !== true) {
    emitEvent(call, 'payment_intent.created', record.wire);
    return render(call, record.wire, params.expand);
  }
  let ready;
  try {
    ready = prepareConfirmation(call, record, params);
  } catch (error) {
    // A create that cannot be confirmed leaves nothing behind.
    call.account.paymentIntents.delete(record.wire.id);
    throw error;
  }
  emitEvent(call, 'payment_intent.created', record.wire);
  confirmIntent(call, record, ready);
  return render(call, record.wire, params.expand);
}

function allIntents(call: Call): Stripe.PaymentIntent[] {
  expireHolds(call);
  return [...call.account.paymentIntents.values()].map(({ wire }) => wire);
}

function render(
  call: Call,
  intent: Stripe.PaymentIntent,
  paths: readonly string[] | undefined,
): unknown {
  if (!call.publishable) return expandObject(call.account, intent, paths);
  if (paths?.some((path) => path !== 'payment_method') === true) {
    throw invalidParam('A publishable key can only expand payment_method.', 'expand');
  }
  return expandObject(call.account, clientView(intent), paths);
}
