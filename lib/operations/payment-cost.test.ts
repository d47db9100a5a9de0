import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { startPayment } from './start-payment.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { createScriptedProvider } from './testing/scripted-provider.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { createTestClock, createTestContext } from './testing/test-context.ts';

/**
 * What a payment asks of the database: each statement is a round trip that a shopper waits for. The
 * least that writes the same rows is 16 (`bench/core/floor-scripts.ts`).
 */
const MOST_STATEMENTS = 24;

describeOnPostgres('a card payment that succeeds', (getDatabase) => {
  it(`is at most ${MOST_STATEMENTS} statements, from the submission to the merchant’s event`, async () => {
    const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
    const { provider } = createScriptedProvider({ now: clock.now });
    const { context } = createTestContext(getDatabase(), {
      clock,
      providers: { stripe: provider },
    });
    const { merchantId } = await seedMerchant(context);
    const url = 'http://localhost:9/webhooks';
    await setWebhookEndpoint(context, { merchant: merchantId, mode: 'test', url });
    const pay = async () => {
      const sessionId = await seedSession(context, merchantId);
      const statements: string[] = [];
      const spy = vi.spyOn(pg.Client.prototype, 'query');
      await startPayment(context, {
        sessionId,
        method: 'card',
        device: { form: 'phone', os: 'android' },
        locale: 'en',
        input: { confirmationToken: `ctoken_${sessionId}` },
        customerEmail: null,
      });
      for (const [first] of spy.mock.calls) statements.push(textOf(first));
      spy.mockRestore();
      const facts = await moneyFacts(context.database.db, sessionId);
      expect(facts.eventTypes).toEqual(['checkout.session.completed']);
      return statements;
    };
    // The first opens connections, which is not what a payment costs.
    await pay();
    const statements = await pay();
    expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(MOST_STATEMENTS);
    // A count that counts nothing would always hold.
    expect(statements.filter((text) => text === 'commit')).toHaveLength(2);
  });
});

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const named = typeof query === 'object' && query !== null && 'text' in query ? query.text : '';
  return String(named);
}
