import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { Packet } from '#lib/db/packet.ts';
import { describeOnPostgres } from '#lib/db/testing/test-databases.ts';
import { setWebhookEndpoint } from './admin/set-webhook-endpoint.ts';
import { startPayment } from './start-payment.ts';
import { moneyFacts } from './testing/money-facts.ts';
import { createScriptedProvider } from './testing/scripted-provider.ts';
import { seedMerchant, seedSession } from './testing/seed.ts';
import { createTestClock, createTestContext } from './testing/test-context.ts';

/**
 * What a payment asks of the database. The least that writes the same rows is 16 statements
 * (`bench/core/floor-scripts.ts`); each packet of them is a round trip that a shopper waits for.
 */
const MOST_STATEMENTS = 24;
const MOST_PACKETS = 16;

describeOnPostgres('a card payment that succeeds', (getDatabase) => {
  it(`is at most ${MOST_STATEMENTS} statements in ${MOST_PACKETS} packets, from the submission to the merchant’s event`, async () => {
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
      const spy = vi.spyOn(pg.Client.prototype, 'query');
      await startPayment(context, {
        sessionId,
        method: 'card',
        device: { form: 'phone', os: 'android' },
        locale: 'en',
        input: { confirmationToken: `ctoken_${sessionId}` },
        customerEmail: null,
      });
      const packets = spy.mock.calls.map(([first]) => textsOf(first));
      spy.mockRestore();
      const facts = await moneyFacts(context.database.db, sessionId);
      expect(facts.eventTypes).toEqual(['checkout.session.completed']);
      return packets;
    };
    // The first opens connections, which is not what a payment costs.
    await pay();
    const packets = await pay();
    const statements = packets.flat();
    expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(MOST_STATEMENTS);
    const inPackets = packets.map((texts) => texts.join('\n')).join('\n\n');
    expect(packets.length, inPackets).toBeLessThanOrEqual(MOST_PACKETS);
    // A count that counts nothing would always hold.
    expect(statements.filter((text) => text === 'commit')).toHaveLength(2);
  });
});

function textsOf(query: unknown): readonly string[] {
  if (query instanceof Packet) return query.texts;
  if (typeof query === 'string') return [query];
  const named = typeof query === 'object' && query !== null && 'text' in query ? query.text : '';
  return [String(named)];
}
