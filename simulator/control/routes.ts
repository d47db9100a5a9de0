import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Airwallex } from '../airwallex/airwallex.ts';
import { mountBehaviour } from '../airwallex/behaviour.ts';
import { mountOutages } from '../airwallex/outages.ts';
import { readFpsRequest } from '../bank-app/fps-request.ts';
import type { SimulatorClock } from '../core/clock.ts';
import type { SimulatorContext } from '../core/context.ts';
import type { FaultKind } from '../core/faults.ts';
import type { Accounts } from '../stripe/account.ts';
import { listDisputes, mountDisputes } from './disputes.ts';
import { controlPage } from './page.ts';
import { mountStripeLevers } from './stripe-levers.ts';

/** A year: enough for any expiry, and no date arithmetic overflows. */
const MAX_ADVANCE_MS = 366 * 24 * 60 * 60 * 1000;
const MAX_BODY_BYTES = 64 * 1024;

export const FAULT_KINDS = [
  'latency',
  'timeout_before_effect',
  'timeout_after_effect',
  'error_before_effect',
  'error_after_effect',
  'error_kept',
  'webhook_lost',
  'webhook_doubled',
  'webhook_reordered',
  'webhook_late',
  'refund_pending',
  'refund_fails_later',
] as const satisfies readonly FaultKind[];

const faultSchema = z.object({
  kind: z.enum(FAULT_KINDS),
  provider: z.enum(['stripe', 'airwallex', '*']).default('*'),
  operation: z.string().min(1).max(100).default('*'),
  remaining: z.number().int().positive().nullable().default(1),
  delayMs: z.number().int().min(0).max(600_000).default(0),
  status: z.number().int().min(400).max(599).default(500),
});

const webhookSchema = z.object({
  clientId: z.string().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().min(1).max(200),
});

const expireSchema = z.object({ payload: z.string().min(1).max(2000) });

const clockSchema = z.object({ advanceMs: z.number().int().min(0).max(MAX_ADVANCE_MS) });

/**
 * Faults, clock, webhook registration and what happened so far: `GET /control` for people, JSON for
 * tests. The page's forms post to the same addresses and come back to the page.
 */
export function controlApi(
  context: SimulatorContext,
  clock: SimulatorClock,
  providers: { readonly airwallex: Airwallex; readonly accounts: Accounts },
): Hono {
  const { airwallex } = providers;
  const app = new Hono();
  const { faults, log, webhooks } = context;
  app.use('/control/*', bodyLimit({ maxSize: MAX_BODY_BYTES }));

  app.get('/control', (c) =>
    c.html(
      controlPage({
        now: context.now(),
        faults: faults.list(),
        outages: airwallex.outages.list(),
        log: log.entries(),
        deliveries: webhooks.deliveries(),
        disputes: listDisputes(providers),
        endpoints: [...airwallex.state.accounts.values()].flatMap(
          ({ clientId, webhooks: targets }) => targets.map(({ url }) => ({ clientId, url })),
        ),
      }),
    ),
  );

  app.get('/control/health', (c) => c.json({ status: 'ok', now: context.now().toISOString() }));

  app.get('/control/faults', (c) => c.json({ faults: faults.list() }));
  app.post('/control/faults', async (c) => {
    const parsed = faultSchema.safeParse(await readInput(c));
    if (!parsed.success) return refuse(c, parsed.error);
    return answer(c, faults.arm(parsed.data), 201);
  });
  app.delete('/control/faults', (c) => {
    faults.disarmAll();
    return c.body(null, 204);
  });
  app.delete('/control/faults/:id', (c) =>
    faults.disarm(c.req.param('id')) ? c.body(null, 204) : c.json({ error: 'not_found' }, 404),
  );
  // A form can only GET and POST.
  app.post('/control/faults/disarm-all', (c) => {
    faults.disarmAll();
    return c.redirect('/control', 303);
  });
  app.post('/control/faults/:id/disarm', (c) => {
    faults.disarm(c.req.param('id'));
    return c.redirect('/control', 303);
  });

  app.get('/control/log', (c) => c.json({ entries: log.entries() }));
  app.get('/control/deliveries', (c) => c.json({ deliveries: webhooks.deliveries() }));

  app.post('/control/airwallex/webhooks', async (c) => {
    const parsed = webhookSchema.safeParse(await readInput(c));
    if (!parsed.success) return refuse(c, parsed.error);
    const { clientId, url, secret } = parsed.data;
    airwallex.registerWebhook(clientId, { url, secret });
    return answer(c, { clientId, url }, 201);
  });

  mountBehaviour(app, airwallex.behaviour);
  mountOutages(app, airwallex.outages, readInput);
  mountDisputes(app, { context, ...providers, readInput, answer });
  mountStripeLevers(app, { context, accounts: providers.accounts, readInput, answer });

  // One code's time, where moving the clock would end everybody's.
  app.post('/control/airwallex/expire', async (c) => {
    const parsed = expireSchema.safeParse(await readInput(c));
    if (!parsed.success) return refuse(c, parsed.error);
    const reference = readFpsRequest(parsed.data.payload)?.reference ?? '';
    return answer(c, { expired: airwallex.payments.expireNow(reference) }, 200);
  });

  app.post('/control/clock', async (c) => {
    const parsed = clockSchema.safeParse(await readInput(c));
    if (!parsed.success) return refuse(c, parsed.error);
    return answer(c, { now: clock.advance(parsed.data.advanceMs).toISOString() }, 200);
  });

  return app;
}

const NUMBERS: readonly string[] = ['remaining', 'delayMs', 'status', 'advanceMs'];

/** JSON as it is; a form's fields with the empty ones left out and the numbers read. */
async function readInput(c: Context): Promise<unknown> {
  if (isJson(c)) return c.req.json().catch(() => null);
  const form = await c.req.parseBody();
  const filled = Object.entries(form).filter(([, value]) => value !== '');
  const read = filled.map(([name, value]) => [
    name,
    NUMBERS.includes(name) ? Number(value) : value,
  ]);
  return { ...Object.fromEntries(read), ...(form['remaining'] === '0' ? { remaining: null } : {}) };
}

function isJson(c: Context): boolean {
  return c.req.header('content-type')?.startsWith('application/json') ?? false;
}

function answer(c: Context, body: object, status: 200 | 201): Response {
  return isJson(c) ? Response.json(body, { status }) : c.redirect('/control', 303);
}

function refuse(c: Context, error: z.ZodError): Response {
  return c.json({ error: 'invalid_request', issues: error.issues }, 400);
}
