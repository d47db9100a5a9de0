import { afterEach, describe, expect, it } from 'vitest';
import type { DisputeAnswer } from '#lib/domain/dispute.ts';
import { heldByDispute } from '#lib/domain/dispute.ts';
import { money } from '#lib/domain/money.ts';
import { airwallexProvider } from './airwallex-provider.ts';
import { CREDENTIALS } from './testing/requests.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function retrieve(reply: Reply): Promise<DisputeAnswer | undefined> {
  server = await startScriptedServer(({ path }) =>
    path.endsWith('/login')
      ? { status: 201, json: { token: 'bearer', expires_at: '2999-01-01T00:00:00+0000' } }
      : reply,
  );
  const connection = airwallexProvider.connect(CREDENTIALS, {
    simulatorOrigin: server.origin,
    timeoutMs: 1_000,
  });
  const answer = await connection.retrieveDispute?.('dis_1');
  await server.close();
  return answer;
}

const DISPUTE = {
  id: 'dis_1',
  payment_intent_id: 'int_1',
  payment_attempt_id: 'att_1',
  merchant_order_id: 'pa_one',
  amount: 128.5,
  currency: 'HKD',
  stage: 'CHARGEBACK',
  status: 'REQUIRES_RESPONSE',
  reason: { type: 'FRAUD', original_code: '10.4', description: 'Other fraud' },
  due_at: '2026-12-10T00:00:00+0000',
  created_at: '2026-11-23T02:00:00+0000',
  updated_at: '2026-11-24T02:00:00+0000',
};

async function after(stage: string, status: string) {
  const answer = await retrieve({ json: { ...DISPUTE, stage, status } });
  if (answer?.kind !== 'found') throw new Error(JSON.stringify(answer));
  const { movements, status: ours } = answer.dispute;
  const held = heldByDispute(
    movements.map(({ kind, amount }) => ({ kind, amount: amount.amountMinor })),
  );
  return { ours, held, references: movements.map(({ reference }) => reference) };
}

describe('a dispute at Airwallex', () => {
  it('is read as its object is published', async () => {
    const answer = await retrieve({ json: DISPUTE });
    expect(server.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/api/v1/pa/payment_disputes/dis_1',
    });
    expect(answer).toEqual({
      kind: 'found',
      dispute: {
        reference: 'dis_1',
        paymentReference: 'int_1',
        captureReference: 'att_1',
        amount: money(12_850n, 'HKD'),
        reason: 'fraudulent',
        networkReasonCode: '10.4',
        status: 'needs_response',
        evidenceDueBy: new Date('2026-12-10T00:00:00Z'),
        hasEvidence: false,
        submissionCount: 0,
        chargeRefundable: false,
        openedAt: new Date('2026-11-23T02:00:00Z'),
        movements: [
          {
            kind: 'withdrawn',
            reference: 'dis_1:chargeback',
            amount: money(12_850n, 'HKD'),
            at: new Date('2026-11-23T02:00:00Z'),
          },
        ],
      },
    });
  });

  it.each([
    ['RFI', 'REQUIRES_RESPONSE', 'warning_needs_response', 0n],
    ['RFI', 'CHALLENGED', 'warning_under_review', 0n],
    ['RFI', 'ACCEPTED', 'warning_closed', 0n],
    ['PRE_CHARGEBACK', 'REQUIRES_RESPONSE', 'warning_needs_response', 0n],
    ['PRE_CHARGEBACK', 'REVERSED', 'warning_closed', 0n],
    ['PRE_CHARGEBACK', 'ACCEPTED', 'lost', 12_850n],
    ['CHARGEBACK', 'REQUIRES_RESPONSE', 'needs_response', 12_850n],
    ['CHARGEBACK', 'CHALLENGED', 'under_review', 12_850n],
    ['CHARGEBACK', 'EXPIRED', 'lost', 12_850n],
    ['CHARGEBACK', 'ACCEPTED', 'lost', 12_850n],
    ['CHARGEBACK', 'LOST', 'lost', 12_850n],
    ['CHARGEBACK', 'WON', 'won', 0n],
    ['CHARGEBACK', 'REVERSED', 'won', 0n],
    ['PRE_ARBITRATION', 'PENDING_CLOSURE', 'under_review', 12_850n],
    ['PRE_ARBITRATION', 'ACCEPTED', 'lost', 12_850n],
    ['ARBITRATION', 'PENDING_DECISION', 'under_review', 12_850n],
    ['ARBITRATION', 'WON', 'won', 0n],
  ])('%s %s is %s, with %s withheld', async (stage, status, ours, held) => {
    expect(await after(stage, status)).toMatchObject({ ours, held });
  });

  it('names in a later state every movement of the earlier ones', async () => {
    const course = [
      ['RFI', 'CHALLENGED'],
      ['CHARGEBACK', 'REQUIRES_RESPONSE'],
      ['CHARGEBACK', 'CHALLENGED'],
      ['CHARGEBACK', 'WON'],
      ['PRE_ARBITRATION', 'PENDING_CLOSURE'],
      ['ARBITRATION', 'WON'],
    ] as const;
    let before: readonly string[] = [];
    for (const [stage, status] of course) {
      const { references } = await after(stage, status);
      expect(references.slice(0, before.length)).toEqual(before);
      before = references;
    }
    expect(before).toHaveLength(4);
  });

  it.each([
    ['a stage nobody knows', { json: { ...DISPUTE, stage: 'SMALL_CLAIMS' } }],
    ['a status nobody knows', { json: { ...DISPUTE, status: 'ABANDONED' } }],
    ['an amount with too many decimals', { json: { ...DISPUTE, amount: 1.005 } }],
    ['words of a proxy', { status: 404, json: { message: 'no route' } }],
    ['a refusal', { status: 400, json: { code: 'validation_error' } }],
    ['silence', 'hang' as const],
  ])('is not known after %s', async (_, reply) => {
    expect(await retrieve(reply)).toMatchObject({ kind: 'unknown' });
  });

  it.each([404, 410])('is absent where Airwallex has none: %i', async (status) => {
    const reply = { status, json: { code: 'resource_not_found' } };
    expect(await retrieve(reply)).toEqual({ kind: 'absent' });
  });
});
