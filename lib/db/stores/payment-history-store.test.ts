import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { describeOnPostgres } from '../testing/test-databases.ts';

/** What the page of one payment looks for, as its statements do. */
const READS = [
  ['attempt_event', "attempt_id in ('pa_1', 'pa_2')", 'attempt_event_attempt'],
  ['capture_request', "attempt_id in ('pa_1', 'pa_2')", 'capture_request_attempt'],
  ['discrepancy', "session_id = 'cs_1'", 'discrepancy_session'],
  ['event', "subject in ('cs_1', 'pi_1')", 'event_subject'],
  ['delivery', "event_id = 'evt_1'", 'delivery_once'],
  [
    'ledger_transaction',
    "merchant_id = 'mer_1' and external_id in ('a', 'b')",
    'ledger_transaction_external',
  ],
  ['ledger_entry', "transaction_id = 'ltx_1'", 'ledger_entry_transaction'],
  [
    'payment_attempt',
    "session_id = any(array(select session_id from payment_intent where id = any('{pi_1}')))",
    'payment_attempt_session',
  ],
  ['capture', "intent_id = 'pi_1'", 'capture_intent'],
  ['refund', "capture_id = 'cap_1'", 'refund_capture'],
] as const;

describeOnPostgres('what a payment’s page reads', (getDatabase) => {
  test.each(READS)('%s where %s goes by an index of its own', async (table, condition, index) => {
    const plan = await getDatabase().db.transaction(async (tx) => {
      // The tables are empty, where any plan is as good: what is asked is whether there is an index for it.
      await tx.execute(sql`set local enable_seqscan = off`);
      return tx.execute(sql.raw(`explain select * from ${table} where ${condition}`));
    });
    expect(JSON.stringify(plan)).toContain(index);
  });
});
