import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { claimTransfer } from '#lib/operations/claim-transfer.ts';
import {
  type FpsDirectWorld,
  createFpsDirectWorld,
} from '#lib/operations/testing/fps-direct-world.ts';
import { moneyFacts } from '#lib/operations/testing/money-facts.ts';
import { seedMerchant, seedSession } from '#lib/operations/testing/seed.ts';
import { handleApiRequest } from './handler.ts';
import { testKey } from './testing/api-server.ts';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly error?: { readonly param?: string; readonly message: string };
    readonly data?: readonly Record<string, unknown>[];
  };
}

describeOnEachDatabase('the merchant API of FPS to one’s own account', (getDatabase) => {
  let world: FpsDirectWorld;
  let key: string;
  let attemptId: PaymentAttemptId;

  beforeEach(async () => {
    world = await createFpsDirectWorld(getDatabase());
    key = await testKey(world.context, world.merchantId);
    attemptId = await world.show();
  });

  async function call(
    method: 'GET' | 'POST',
    path: string,
    params: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const query =
      method === 'GET' ? `?${new URLSearchParams(params as Record<string, string>)}` : '';
    const response = await handleApiRequest(
      world.context,
      new Request(`http://localhost${path}${query}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(method === 'POST' ? { body: JSON.stringify(params) } : {}),
      }),
    );
    // The test reads what it asks for.
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  const TRANSFER = { amount: 12_850, currency: 'hkd', bank_reference: 'FRN1' };

  it('lists what is awaited and what shoppers claim, page by page', async () => {
    const reference = await world.referenceOf(attemptId);
    world.clock.advance(1_000);
    const other = await world.show(await seedSession(world.context, world.merchantId));
    await claimTransfer(world.context, { sessionId: world.sessionId, attemptId });
    const claimed = await call('GET', '/v1/fps_requests', { status: 'claimed' });
    expect(claimed.body).toMatchObject({
      object: 'list',
      has_more: false,
      data: [
        {
          id: attemptId,
          object: 'fps_request',
          amount: 12_850,
          currency: 'hkd',
          reference,
          status: 'claimed',
          checkout_session: world.sessionId,
          livemode: false,
        },
      ],
    });
    const first = await call('GET', '/v1/fps_requests', { limit: '1' });
    expect(first.body).toMatchObject({ has_more: true, data: [{ id: other, status: 'awaiting' }] });
    const next = await call('GET', '/v1/fps_requests', { limit: '1', starting_after: other });
    expect(next.body).toMatchObject({ has_more: false, data: [{ id: attemptId }] });
    const back = await call('GET', '/v1/fps_requests', { limit: '1', ending_before: attemptId });
    expect(back.body).toMatchObject({ has_more: false, data: [{ id: other }] });
    const both = { starting_after: other, ending_before: attemptId };
    expect((await call('GET', '/v1/fps_requests', both)).body.error?.param).toBe('ending_before');
  });

  it('confirms a payment, once for its bank reference and once for its key', async () => {
    const params = { ...TRANSFER, payment_attempt: attemptId, received_at: '1795399200' };
    const once = await call('POST', '/v1/fps_transfers', params, { 'idempotency-key': 'k1' });
    expect(once).toMatchObject({
      status: 200,
      body: {
        object: 'fps_transfer',
        result: 'matched',
        late: false,
        amount_returned: 0,
        checkout_session: world.sessionId,
        payment_attempt: attemptId,
        received_at: 1_795_399_200,
        suggestions: [],
      },
    });
    const replayed = await call('POST', '/v1/fps_transfers', params, { 'idempotency-key': 'k1' });
    expect(replayed.body).toEqual(once.body);
    const again = await call('POST', '/v1/fps_transfers', params, { 'idempotency-key': 'k2' });
    expect(again.body['id']).toBe(once.body['id']);
    const facts = await moneyFacts(world.context.database.db, world.sessionId);
    expect(facts.captures).toHaveLength(1);
    expect(facts.eventTypes).toEqual(['checkout.session.completed']);
  });

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['no amount', { amount: undefined }, 'amount'],
    ['nothing', { amount: 0 }, 'amount'],
    ['half a cent', { amount: '1.5' }, 'amount'],
    ['a currency FPS does not settle', { currency: 'usd' }, 'currency'],
    ['no bank reference', { bank_reference: undefined }, 'bank_reference'],
    ['a reference nobody has', { reference: 'PY0000000000ZZ' }, 'reference'],
    ['an attempt nobody has', { payment_attempt: 'pa_x' }, 'payment_attempt'],
    ['a time that is none', { received_at: 'today' }, 'received_at'],
    ['both names', { reference: 'PY', payment_attempt: 'pa_x' }, 'reference'],
    ['a word of its own', { colour: 'red' }, 'colour'],
  ])(
    'refuses %s by the name of the parameter, and records nothing',
    async (_what, change, param) => {
      const answer = await call('POST', '/v1/fps_transfers', { ...TRANSFER, ...change });
      expect(answer.status).toBe(400);
      expect(answer.body.error?.param).toBe(param);
      expect((await call('GET', '/v1/fps_transfers')).body.data).toEqual([]);
    },
  );

  it('keeps money of no payment, lists it, and records that it was sent back', async () => {
    const kept = await call('POST', '/v1/fps_transfers', { ...TRANSFER, description: 'thanks' });
    expect(kept.body).toMatchObject({ result: 'unmatched', suggestions: [{ id: attemptId }] });
    const listed = await call('GET', '/v1/fps_transfers', { result: 'unmatched' });
    expect(listed.body.data).toMatchObject([{ id: kept.body['id'] }]);
    const path = `/v1/fps_transfers/${String(kept.body['id'])}/record_refund`;
    const wrong = await call('POST', path, { ...TRANSFER, amount: 1, bank_reference: 'OUT' });
    expect(wrong.body.error?.param).toBe('amount');
    const back = await call('POST', path, { ...TRANSFER, bank_reference: 'OUT' });
    expect(back.body).toMatchObject({ amount_returned: 12_850, suggestions: [] });
    expect(await world.raised()).toEqual(['unmatched_payment (resolved)']);
  });

  it('imports a statement, with the bank’s own headings, and reports line by line', async () => {
    const reference = await world.referenceOf(attemptId);
    const csv = `Date,Text,In,No\n23/11/2026,${reference},128.50,A1\n23/11/2026,rent,1.00,A2\nx,,1.00,A3\n`;
    const columns = {
      received_at: 'Date',
      description: 'Text',
      amount: 'In',
      bank_reference: 'No',
    };
    const answer = await call('POST', '/v1/fps_statements', { csv, columns });
    expect(answer.body).toMatchObject({
      object: 'fps_statement',
      counts: { matched: 1, unmatched: 1, unreadable: 1, already_recorded: 0 },
      lines: [
        { line: 2, result: 'matched', transfer: { payment_attempt: attemptId } },
        { line: 3, result: 'unmatched' },
        { line: 4, result: 'unreadable', transfer: null, problem: 'the date cannot be read' },
      ],
    });
    const again = await call('POST', '/v1/fps_statements', { csv, columns });
    expect(again.body).toMatchObject({ counts: { matched: 0, already_recorded: 2 } });
    const none = await call('POST', '/v1/fps_statements', { csv });
    expect(none).toMatchObject({ status: 400, body: { error: { param: 'csv' } } });
  });

  it('shows a merchant nothing of another’s', async () => {
    const kept = await call('POST', '/v1/fps_transfers', TRANSFER);
    const stranger = await seedMerchant(world.context);
    key = await testKey(world.context, stranger.merchantId);
    expect((await call('GET', '/v1/fps_transfers')).body.data).toEqual([]);
    expect((await call('GET', '/v1/fps_requests')).body.data).toEqual([]);
    const path = `/v1/fps_transfers/${String(kept.body['id'])}/record_refund`;
    const refund = await call('POST', path, { ...TRANSFER, bank_reference: 'OUT' });
    expect(refund).toMatchObject({ status: 404, body: { error: { param: 'id' } } });
    const after = { starting_after: String(kept.body['id']) };
    expect((await call('GET', '/v1/fps_transfers', after)).body.error?.param).toBe(
      'starting_after',
    );
    const mine = await call('POST', '/v1/fps_transfers', {
      ...TRANSFER,
      payment_attempt: attemptId,
    });
    expect(mine.body.error?.param).toBe('payment_attempt');
  });
});
