import { and, asc, count, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { Db } from '../client.ts';
import { pageQuery, toPage } from '../cursor-page.ts';
import { apiKey } from '../schema/merchant.ts';
import { webhookEndpoint } from '../schema/webhook.ts';

export type WebhookEndpointRow = typeof webhookEndpoint.$inferSelect;

/** A merchant in one of its modes. */
interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

export async function insertWebhookEndpoint(
  db: Db,
  row: typeof webhookEndpoint.$inferInsert,
): Promise<WebhookEndpointRow> {
  const [inserted] = await db.insert(webhookEndpoint).values(row).returning();
  if (inserted === undefined) throw new Error(`Webhook endpoint ${row.id} was not written.`);
  return inserted;
}

/** Null when there is no such endpoint, or it was deleted: for ids that somebody typed. */
export async function findWebhookEndpoint(
  db: Db,
  id: WebhookEndpointId,
): Promise<WebhookEndpointRow | null> {
  const [row] = await db
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.id, id), isNull(webhookEndpoint.deletedAt)))
    .limit(1);
  return row ?? null;
}

/** As `findWebhookEndpoint`, as it stays until the transaction ends. */
export async function lockWebhookEndpoint(
  tx: Db,
  id: WebhookEndpointId,
): Promise<WebhookEndpointRow | null> {
  const [row] = await tx
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.id, id), isNull(webhookEndpoint.deletedAt)))
    .for('update');
  return row ?? null;
}

/** All of a merchant's endpoints in one mode, as they stay until the transaction ends; locked by their ids. */
export async function lockWebhookEndpointsOf(
  tx: Db,
  owner: Owner,
): Promise<readonly WebhookEndpointRow[]> {
  return tx
    .select()
    .from(webhookEndpoint)
    .where(of(owner))
    .orderBy(asc(webhookEndpoint.id))
    .for('update');
}

/** A merchant's endpoints in one mode, the oldest first. */
export async function listWebhookEndpoints(
  db: Db,
  owner: Owner,
): Promise<readonly WebhookEndpointRow[]> {
  return db
    .select()
    .from(webhookEndpoint)
    .where(of(owner))
    .orderBy(asc(webhookEndpoint.createdAt), asc(webhookEndpoint.id));
}

/** A page of them, the newest first; null when the cursor names none of them. */
export async function pageWebhookEndpoints(
  db: Db,
  owner: Owner,
  page: PageRequest,
): Promise<Page<WebhookEndpointRow> | null> {
  const cursor = cursorId(page);
  const start = cursor === null ? null : await findWebhookEndpoint(db, cursor as WebhookEndpointId); // looked up, not trusted
  if (cursor !== null) {
    if (start?.merchantId !== owner.merchantId || start.livemode !== owner.livemode) return null;
  }
  const { where, orderBy, limit } = pageQuery(webhookEndpoint, page, start);
  const rows = await db
    .select()
    .from(webhookEndpoint)
    .where(and(of(owner), where))
    .orderBy(...orderBy)
    .limit(limit);
  return toPage(rows, page);
}

export async function countWebhookEndpoints(db: Db, owner: Owner): Promise<number> {
  const [row] = await db.select({ endpoints: count() }).from(webhookEndpoint).where(of(owner));
  return row?.endpoints ?? 0;
}

function of({ merchantId, livemode }: Owner) {
  return and(
    eq(webhookEndpoint.merchantId, merchantId),
    eq(webhookEndpoint.livemode, livemode),
    isNull(webhookEndpoint.deletedAt),
  );
}

export async function updateWebhookEndpoint(
  db: Db,
  id: WebhookEndpointId,
  change: Partial<Omit<WebhookEndpointRow, 'id' | 'merchantId' | 'livemode' | 'createdAt'>>,
): Promise<void> {
  await db.update(webhookEndpoint).set(change).where(eq(webhookEndpoint.id, id));
}

/** Notes that tries arrived there (null), or that the first failed since one did. */
export async function noteEndpointHealth(
  db: Db,
  id: WebhookEndpointId,
  failedAt: Date | null,
): Promise<void> {
  await db
    .update(webhookEndpoint)
    .set({
      failingSince:
        failedAt === null
          ? null
          : sql`coalesce(${webhookEndpoint.failingSince}, ${failedAt.toISOString()}::timestamptz)`,
    })
    .where(eq(webhookEndpoint.id, id));
}

/** The version that the merchant's calls in this mode last named; null where none named any. */
export async function findLastApiVersion(db: Db, owner: Owner): Promise<string | null> {
  const [row] = await db
    .select({ version: apiKey.lastApiVersion })
    .from(apiKey)
    .where(
      and(
        eq(apiKey.merchantId, owner.merchantId),
        eq(apiKey.livemode, owner.livemode),
        gt(apiKey.lastApiVersion, ''),
      ),
    )
    .orderBy(desc(apiKey.lastUsedAt))
    .limit(1);
  return row?.version ?? null;
}
