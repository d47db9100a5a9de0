import type Stripe from 'stripe';
import { z } from 'zod';

import { emitEvent } from './call.ts';
import type { Call } from './call.ts';
import { clientViewOfSetup } from './client-view.ts';
import { invalidParam } from './errors.ts';
import { expandObject } from './expand.ts';
import { expand, text } from './form.ts';
import { listPage, listParams } from './lists.ts';
import type { Pipeline } from './pipeline.ts';
import { confirmSetup, prepareSetup } from './setup-confirm.ts';
import {
  cancelSetup,
  cancelSetupParams,
  confirmSetupParams,
  createSetup,
  createSetupParams,
  findSetup,
  updateSetup,
  updateSetupParams,
} from './setup-intents.ts';
import type { CreateSetupParams } from './setup-intents.ts';

const BASE = '/v1/setup_intents';

/** Puts the SetupIntent methods on the pipeline. */
export function mountSetupIntents(pipeline: Pipeline): void {
  pipeline.mount('POST', BASE, {
    operations: (params) =>
      params.confirm === true
        ? ['setup_intents.create', 'setup_intents.confirm']
        : ['setup_intents.create'],
    params: createSetupParams,
    run: createAndConfirm,
  });
  pipeline.mount('GET', BASE, {
    operations: () => ['setup_intents.list'],
    params: z.strictObject({
      ...listParams,
      customer: text.optional(),
      payment_method: text.optional(),
    }),
    run(call, params) {
      const intents = [...call.account.setupIntents.values()]
        .map(({ wire }) => wire)
        .filter(
          (intent) =>
            (params.customer === undefined || intent.customer === params.customer) &&
            (params.payment_method === undefined ||
              intent.payment_method === params.payment_method),
        );
      return expandObject(call.account, listPage(BASE, intents, params), params.expand);
    },
  });
  pipeline.mount('GET', `${BASE}/:id`, {
    operations: () => ['setup_intents.retrieve'],
    params: z.strictObject({ client_secret: text.optional(), expand }),
    publishable: true,
    run: (call, params, id) =>
      render(call, findSetup(call, id, params.client_secret).wire, params.expand),
  });
  pipeline.mount('POST', `${BASE}/:id`, {
    operations: () => ['setup_intents.update'],
    params: updateSetupParams,
    run(call, params, id) {
      const record = findSetup(call, id);
      updateSetup(call, record, params);
      return render(call, record.wire, params.expand);
    },
  });
  pipeline.mount('POST', `${BASE}/:id/confirm`, {
    operations: () => ['setup_intents.confirm'],
    params: confirmSetupParams,
    publishable: true,
    run(call, params, id) {
      const record = findSetup(call, id, params.client_secret);
      confirmSetup(call, record, prepareSetup(call, record, params));
      return render(call, record.wire, params.expand);
    },
  });
  pipeline.mount('POST', `${BASE}/:id/cancel`, {
    operations: () => ['setup_intents.cancel'],
    params: cancelSetupParams,
    run(call, params, id) {
      const record = findSetup(call, id);
      cancelSetup(call, record, params);
      return render(call, record.wire, params.expand);
    },
  });
}

function createAndConfirm(call: Call, params: CreateSetupParams): unknown {
  const record = createSetup(call, params);
  if (params.confirm !== true) {
    emitEvent(call, 'setup_intent.created', record.wire);
    return render(call, record.wire, params.expand);
  }
  let ready;
  try {
    ready = prepareSetup(call, record, params);
  } catch (error) {
    // A create that cannot be confirmed leaves nothing behind.
    call.account.setupIntents.delete(record.wire.id);
    throw error;
  }
  emitEvent(call, 'setup_intent.created', record.wire);
  confirmSetup(call, record, ready);
  return render(call, record.wire, params.expand);
}

function render(
  call: Call,
  intent: Stripe.SetupIntent,
  paths: readonly string[] | undefined,
): unknown {
  if (!call.publishable) return expandObject(call.account, intent, paths);
  if (paths?.some((path) => path !== 'payment_method') === true) {
    throw invalidParam('A publishable key can only expand payment_method.', 'expand');
  }
  return expandObject(call.account, clientViewOfSetup(intent), paths);
}
