import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toMinor } from '../core/amount.ts';
import type { SimulatorContext } from '../core/context.ts';
import { createAirwallex, type Airwallex } from './airwallex.ts';
import { ApiError } from './api-error.ts';
import { createApiOperations, page, parseBody, type ApiOperations } from './api-operations.ts';
import { attemptJson, disputeJson, intentJson, refundJson } from './json.ts';
import { createRefund } from './refunds.ts';
import { cancelSchema, confirmSchema, createSchema, refundSchema } from './request-schemas.ts';

const MAX_BODY_BYTES = 64 * 1024;

/**
 * The Payment Acceptance API, `/api/v1/...`. Give it the `Airwallex` of the process when other parts
 * (bank app, wallet, control) share it; alone it makes its own.
 */
export function airwallexApi(
  context: SimulatorContext,
  airwallex: Airwallex = createAirwallex(context),
): Hono {
  const operations = createApiOperations(context, airwallex);
  const app = new Hono();
  app.use('/api/v1/*', bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.post('/api/v1/authentication/login', operations.login);
  app.route('/api/v1/pa', readRoutes(airwallex, operations));
  app.route('/api/v1/pa', intentRoutes(airwallex, operations));
  app.route('/api/v1/pa', refundRoutes(context, airwallex, operations));
  return app;
}

function readRoutes({ state }: Airwallex, { operation, intentOf }: ApiOperations): Hono {
  const app = new Hono();
  app.get(
    '/payment_intents',
    operation('payment_intents.list', (c, clientId) => {
      const merchantOrderId = c.req.query('merchant_order_id');
      const found = [...state.intents.values()].filter(
        (intent) =>
          intent.clientId === clientId &&
          (merchantOrderId === undefined || intent.merchantOrderId === merchantOrderId),
      );
      return page(c, found, intentJson);
    }),
  );
  app.get(
    '/payment_intents/:id',
    operation('payment_intents.retrieve', (c, clientId) => ({
      status: 200,
      body: intentJson(intentOf(clientId, c.req.param('id'))),
    })),
  );
  app.get(
    '/payment_attempts',
    operation('payment_attempts.list', (c, clientId) => {
      const intent = intentOf(clientId, c.req.query('payment_intent_id'), 'payment_intent_id');
      return page(c, intent.attempts, (attempt) => attemptJson(attempt, intent));
    }),
  );
  app.get(
    '/refunds/:id',
    operation('refunds.retrieve', (c, clientId) => {
      const refund = state.refunds.get(c.req.param('id') ?? '');
      if (refund === undefined || refund.clientId !== clientId) {
        throw new ApiError(404, 'resource_not_found', 'The Refund was not found');
      }
      return { status: 200, body: refundJson(refund) };
    }),
  );
  app.get(
    '/payment_disputes/:id',
    operation('payment_disputes.retrieve', (c, clientId) => {
      const dispute = state.disputes.get(c.req.param('id') ?? '');
      if (dispute === undefined || dispute.clientId !== clientId) {
        throw new ApiError(404, 'resource_not_found', 'The PaymentDispute was not found');
      }
      return { status: 200, body: disputeJson(dispute) };
    }),
  );
  return app;
}

function intentRoutes({ payments }: Airwallex, { operation, once, intentOf }: ApiOperations): Hono {
  const app = new Hono();
  app.post(
    '/payment_intents/create',
    operation('payment_intents.create', async (c, clientId) => {
      const input = await parseBody(c, createSchema);
      const amountMinor = toMinor(input.amount, input.currency);
      if (amountMinor === null) {
        throw new ApiError(400, 'validation_error', 'amount has too many decimals', {
          source: 'amount',
        });
      }
      const request = { clientId, operation: 'create', requestId: input.request_id, asked: input };
      return once(request, () => {
        const intent = payments.create({
          clientId,
          requestId: input.request_id,
          merchantOrderId: input.merchant_order_id,
          amountMinor,
          currency: input.currency,
          returnUrl: input.return_url ?? null,
          descriptor: input.descriptor ?? null,
          metadata: input.metadata ?? {},
        });
        return { status: 201, body: intentJson(intent) };
      });
    }),
  );
  app.post(
    '/payment_intents/:id/confirm',
    operation('payment_intents.confirm', async (c, clientId) => {
      const intent = intentOf(clientId, c.req.param('id'));
      const input = await parseBody(c, confirmSchema);
      const asked = { id: intent.id, ...input };
      return once({ clientId, operation: 'confirm', requestId: input.request_id, asked }, () => {
        payments.confirm(intent, input.payment_method.type, input.payment_method.flow);
        return { status: 200, body: intentJson(intent) };
      });
    }),
  );
  app.post(
    '/payment_intents/:id/cancel',
    operation('payment_intents.cancel', async (c, clientId) => {
      const intent = intentOf(clientId, c.req.param('id'));
      const input = await parseBody(c, cancelSchema);
      const asked = { id: intent.id, ...input };
      return once({ clientId, operation: 'cancel', requestId: input.request_id, asked }, () => {
        payments.cancel(intent, input.cancellation_reason ?? null);
        return { status: 200, body: intentJson(intent) };
      });
    }),
  );
  return app;
}

function refundRoutes(
  context: SimulatorContext,
  { state, notify }: Airwallex,
  { operation, once, intentOf }: ApiOperations,
): Hono {
  const app = new Hono();
  app.post(
    '/refunds/create',
    operation('refunds.create', async (c, clientId) => {
      const input = await parseBody(c, refundSchema);
      const attemptId = input.payment_attempt_id;
      const byAttempt = [...state.intents.values()].find((intent) =>
        intent.attempts.some(({ id }) => id === attemptId),
      );
      const intent = intentOf(
        clientId,
        input.payment_intent_id ?? byAttempt?.id,
        'payment_intent_id',
      );
      const attempt = intent.attempts.find(({ id }) => id === attemptId) ?? null;
      if (attempt === null && attemptId !== undefined) {
        throw new ApiError(404, 'resource_not_found', 'The PaymentAttempt was not found', {
          source: 'payment_attempt_id',
        });
      }
      const amountMinor =
        input.amount === undefined ? null : toMinor(input.amount, intent.currency);
      if (amountMinor === null && input.amount !== undefined) {
        throw new ApiError(400, 'validation_error', 'amount has too many decimals', {
          source: 'amount',
        });
      }
      return once(
        { clientId, operation: 'refund', requestId: input.request_id, asked: input },
        () => ({
          status: 201,
          body: createRefund(context, state, notify, {
            requestId: input.request_id,
            intent,
            attempt,
            amountMinor,
            reason: input.reason ?? null,
            metadata: input.metadata ?? {},
          }),
        }),
      );
    }),
  );
  return app;
}
