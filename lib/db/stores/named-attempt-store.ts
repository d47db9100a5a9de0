import { type SQL, and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { TRANSFER_REFERENCE_LENGTH, normalizeReference } from '#lib/fps/transfer-reference.ts';
import type { Db } from '../client.ts';
import { paymentAttempt } from '../schema/payment.ts';
import type { AttemptRow } from './attempt-store.ts';
import type { Owner } from './bank-transfer-store.ts';

/** More than one payment has; of several payments it is enough to see that they are several. */
const MOST_NAMED = 50;

/**
 * The tries at an account of the payments that go by a name: the id of a payment, a session or a try, the reference
 * that a transfer carries, or the shop's own reference in capitals or not. The oldest first.
 */
export async function findAttemptsNamed(
  db: Db,
  owner: Owner,
  asked: { providerAccountId: ProviderAccountId; name: string },
): Promise<readonly AttemptRow[]> {
  for (const where of meanings(owner, asked.name)) {
    const found = await db
      .select()
      .from(paymentAttempt)
      .where(
        and(
          eq(paymentAttempt.merchantId, owner.merchantId),
          eq(paymentAttempt.providerAccountId, asked.providerAccountId),
          isNotNull(paymentAttempt.providerReference),
          where,
        ),
      )
      .orderBy(asc(paymentAttempt.createdAt), asc(paymentAttempt.id))
      .limit(MOST_NAMED);
    if (found.length > 0) return found;
  }
  return [];
}

/** What a name may be, the surest first. */
function meanings({ merchantId, livemode }: Owner, name: string): readonly SQL[] {
  const meant: SQL[] = [];
  if (name.startsWith('pi_')) {
    meant.push(sql`session_id = (select session_id from payment_intent where id = ${name})`);
  }
  if (name.startsWith('cs_')) meant.push(sql`session_id = ${name}`);
  if (name.startsWith('pa_')) meant.push(sql`${paymentAttempt.id} = ${name}`);
  const reference = normalizeReference(name);
  if (reference.length === TRANSFER_REFERENCE_LENGTH) {
    meant.push(sql`provider_reference = ${reference}`);
  }
  meant.push(sql`session_id = any(array(
    select i.session_id from payment_search_key k join payment_intent i on i.id = k.intent_id
    where k.merchant_id = ${merchantId} and k.livemode = ${livemode}
      and k.key = left(lower(${name}::text), 200) and k.kind = 'reference'
    limit ${MOST_NAMED}))`);
  return meant;
}
