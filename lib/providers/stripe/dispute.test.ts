import { afterEach, describe, expect, it } from 'vitest';
import { money } from '#lib/domain/money.ts';
import { stripeProvider } from './stripe-provider.ts';
import { CREDENTIALS } from './testing/requests.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function retrieve(reply: Reply) {
  server = await startScriptedServer(() => reply);
  const connection = stripeProvider.connect(CREDENTIALS, {
    simulatorOrigin: server.origin,
    timeoutMs: 1_000,
  });
  return connection.retrieveDispute?.('du_1MtJUT2eZvKYlo2CNaw2HvEv');
}

/** As in https://docs.stripe.com/api/disputes/object, with a deadline and money withdrawn. */
const DISPUTE = {
  id: 'du_1MtJUT2eZvKYlo2CNaw2HvEv',
  object: 'dispute',
  amount: 12_850,
  balance_transactions: [
    {
      id: 'txn_out',
      object: 'balance_transaction',
      amount: -12_850,
      currency: 'hkd',
      fee: 8_500,
      net: -21_350,
      created: 1_680_651_738,
      reporting_category: 'dispute',
      type: 'adjustment',
    },
  ],
  charge: 'ch_1AZtxr2eZvKYlo2CJDX8whov',
  created: 1_680_651_737,
  currency: 'hkd',
  enhanced_eligibility_types: [],
  evidence: { access_activity_log: null },
  evidence_details: {
    due_by: 1_682_294_399,
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
    submission_method: 'not_submitted',
  },
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  network_reason_code: '10.4',
  payment_intent: 'pi_1',
  reason: 'fraudulent',
  status: 'needs_response',
};

describe('a dispute at Stripe', () => {
  it('is read as Stripe publishes it', async () => {
    const answer = await retrieve({ json: DISPUTE });
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v1/disputes/du_1MtJUT2eZvKYlo2CNaw2HvEv' },
    ]);
    expect(answer).toEqual({
      kind: 'found',
      dispute: {
        reference: 'du_1MtJUT2eZvKYlo2CNaw2HvEv',
        paymentReference: 'pi_1',
        captureReference: 'ch_1AZtxr2eZvKYlo2CJDX8whov',
        amount: money(12_850n, 'HKD'),
        reason: 'fraudulent',
        networkReasonCode: '10.4',
        status: 'needs_response',
        evidenceDueBy: new Date(1_682_294_399_000),
        hasEvidence: false,
        submissionCount: 0,
        chargeRefundable: false,
        openedAt: new Date(1_680_651_737_000),
        movements: [
          {
            kind: 'withdrawn',
            reference: 'txn_out',
            amount: money(12_850n, 'HKD'),
            at: new Date(1_680_651_738_000),
          },
        ],
      },
    });
  });

  it('names what came back, oldest first, and in its own currency where the balance has another', async () => {
    const out = { id: 'txn_out', amount: -14_000, currency: 'usd', created: 1 };
    const back = { id: 'txn_back', amount: 14_100, currency: 'usd', created: 2 };
    const answer = await retrieve({
      json: { ...DISPUTE, status: 'won', balance_transactions: [back, out] },
    });
    const amount = money(12_850n, 'HKD');
    expect(answer).toMatchObject({
      dispute: {
        status: 'won',
        movements: [
          { kind: 'withdrawn', reference: 'txn_out', amount },
          { kind: 'reinstated', reference: 'txn_back', amount },
        ],
      },
    });
  });

  it('is an inquiry while nothing was withdrawn', async () => {
    const answer = await retrieve({
      json: {
        ...DISPUTE,
        status: 'warning_needs_response',
        is_charge_refundable: true,
        balance_transactions: [],
        charge: { id: 'ch_1', object: 'charge' },
        payment_intent: null,
      },
    });
    expect(answer).toMatchObject({
      dispute: { captureReference: 'ch_1', paymentReference: null, movements: [] },
    });
  });

  it.each([
    ['a status that is no word', { json: { ...DISPUTE, status: 'a b' } }],
    ['a shape nobody knows', { json: { id: 'du_1', object: 'dispute' } }],
    ['a refused key', { status: 403, json: { error: { type: 'invalid_request_error' } } }],
    ['a failure', { status: 500, json: { error: { type: 'api_error' } } }],
    ['silence', 'hang' as const],
  ])('is not known after %s', async (_, reply) => {
    expect(await retrieve(reply)).toMatchObject({ kind: 'unknown' });
  });

  const { evidence_details: evidence } = DISPUTE;
  const answered = { evidence_details: { ...evidence, has_evidence: true } };
  const noDeadline = { evidence_details: { ...evidence, due_by: null } };
  it.each([
    ['escalated', {}, 'needs_response'],
    ['escalated', answered, 'under_review'],
    ['escalated', noDeadline, 'under_review'],
    ['escalated', { balance_transactions: [] }, 'warning_needs_response'],
    ['warning_escalated', {}, 'warning_needs_response'],
    ['warning_escalated', answered, 'warning_under_review'],
    ['appeal_escalated', {}, 'appeal_needs_response'],
    ['appeal_escalated', noDeadline, 'appeal_under_review'],
  ])('of a status nobody knows (%s, %j) is open: %s', async (status, change, ours) => {
    const answer = await retrieve({ json: { ...DISPUTE, ...change, status } });
    expect(answer).toMatchObject({ dispute: { status: ours } });
  });

  it.each([{ code: 'resource_missing' }, {}])(
    'is absent where Stripe has none: %j',
    async (code) => {
      const error = { type: 'invalid_request_error', ...code };
      expect(await retrieve({ status: 404, json: { error } })).toEqual({ kind: 'absent' });
    },
  );
});
