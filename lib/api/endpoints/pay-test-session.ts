import { z } from 'zod';
import { FAILURE_CODES } from '#lib/domain/failure-code.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { TestShopperError } from '#lib/domain/test-shopper.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import {
  type TestOutcome,
  TestPaymentError,
  payTestSession,
} from '#lib/operations/pay-test-session.ts';
import { retrieveCheckoutSession } from '#lib/operations/retrieve-checkout-session.ts';
import { SESSION_EXPANSIONS, sessionObject } from '#lib/operations/session-object.ts';
import { ApiError, invalidRequest, noSuchObject } from '../api-error.ts';
import { defineEndpoint } from '../endpoint.ts';
import { list } from '../param-schemas.ts';

const OUTCOMES = [
  'approve',
  'decline',
  'require_action_then_approve',
  'pay_late',
  'stay_pending',
  'abandon',
] as const;

const params = z.strictObject({
  payment_method: z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`).exactOptional(),
  outcome: z.enum(OUTCOMES, `must be one of ${OUTCOMES.join(', ')}`).exactOptional(),
  decline_code: z.enum(FAILURE_CODES, `must be one of ${FAILURE_CODES.join(', ')}`).exactOptional(),
  device: z.enum(['desktop', 'phone'], 'must be desktop or phone').exactOptional(),
  expand: list(z.enum(SESSION_EXPANSIONS), { max: 20 }).exactOptional(),
});

/**
 * Pays a session as its shopper would, without a browser, for a merchant's own tests: docs/testing.md.
 * In test mode alone. Not kept for an Idempotency-Key: a session that ended so is answered as it is.
 */
export const payTestSessionEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/test_helpers/checkout/sessions/{id}/pay',
  summary: 'Pays, declines or leaves a session of test mode as its shopper would.',
  scope: 'test_helpers.write',
  answers: { one: 'checkout.session' },
  transactions: 'own',
  params,
  run: async ({ context, caller, tx, params: wire, pathParams }) => {
    if (caller.livemode) {
      throw invalidRequest('Test helpers work with a test-mode key only: praya_sk_test_….');
    }
    const id = pathParams['id'] ?? '';
    const find = async () => {
      const found = await retrieveCheckoutSession({ ...caller, id, tx });
      if (found === null) throw noSuchObject('checkout.session', id.slice(0, 100), 'session');
      return found;
    };
    const outcome = readOutcome(wire);
    const found = await find();
    const endedSo = found.session.status === END[outcome.kind];
    if (!endedSo) {
      await tellingWhy(() =>
        payTestSession(context, {
          session: found.session,
          intent: found.intent,
          method: wire.payment_method ?? null,
          outcome,
          device: DEVICES[wire.device ?? 'desktop'],
        }),
      );
    }
    return sessionObject({
      ...(await find()),
      publicOrigin: context.env.PUBLIC_ORIGIN,
      expand: new Set(wire.expand),
    });
  },
});

const DEVICES = {
  desktop: { form: 'desktop', os: 'other' },
  phone: { form: 'phone', os: 'android' },
} as const;

/** What a session is when it went so; one that was declined can be declined again. */
const END = {
  approve: 'complete',
  approve_after_action: 'complete',
  approve_late: 'complete',
  stay_pending: null,
  decline: null,
  abandon: 'expired',
} as const satisfies Record<TestOutcome['kind'], string | null>;

function readOutcome(wire: z.infer<typeof params>): TestOutcome {
  const { outcome = 'approve', decline_code: code } = wire;
  if (code !== undefined && outcome !== 'decline') {
    throw invalidRequest('decline_code goes with outcome=decline.', { param: 'decline_code' });
  }
  switch (outcome) {
    case 'approve':
      return { kind: 'approve' };
    case 'decline':
      return { kind: 'decline', code: code ?? null };
    case 'require_action_then_approve':
      return { kind: 'approve_after_action' };
    case 'pay_late':
      return { kind: 'approve_late' };
    case 'stay_pending':
      return { kind: 'stay_pending' };
    case 'abandon':
      return { kind: 'abandon' };
    default:
      return unreachable(outcome);
  }
}

async function tellingWhy(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TestShopperError) {
      throw new ApiError({ status: 502, type: 'api_error', message: error.message, retry: false });
    }
    if (!(error instanceof TestPaymentError)) throw error;
    const param = { method: 'payment_method', outcome: 'outcome' } as const;
    if (error.field === null) {
      throw invalidRequest(`This checkout session cannot be paid so: ${error.message}.`);
    }
    throw invalidRequest(`Invalid ${param[error.field]}: ${error.message}.`, {
      param: param[error.field],
    });
  }
}
