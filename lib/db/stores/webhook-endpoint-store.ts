import { and, asc, eq } from 'drizzle-orm';
import type { MerchantId, WebhookEndpointId } from '#lib/domain/ids.ts';
import type { Db } from '../client.ts';
import { webhookEndpoint } from '../schema/webhook.ts';

export type WebhookEndpointRow = typeof webhookEndpoint.$inferSelect;

export async function insertWebhookEndpoint(db: Db, row: WebhookEndpointRow): Promise<void> {
  await db.insert(webhookEndpoint).values(row);
}

/** Null when there is no such endpoint: for ids that a person typed. */
export async function findWebhookEndpoint(
  db: Db,
  id: WebhookEndpointId,
): Promise<WebhookEndpointRow | null> {
  const [row] = await db.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)).limit(1);
  return row ?? null;
}

/** An endpoint that a delivery refers to. Throws when it does not exist, which no write allows. */
export async function getWebhookEndpoint(
  db: Db,
  id: WebhookEndpointId,
): Promise<WebhookEndpointRow> {
  const row = await findWebhookEndpoint(db, id);
  if (row === null) throw new Error(`Webhook endpoint ${id} does not exist.`);
  return row;
}

/** A merchant's endpoints in one mode, the oldest first. */
export async function listWebhookEndpoints(
  db: Db,
  merchantId: MerchantId,
  livemode: boolean,
): Promise<readonly WebhookEndpointRow[]> {
  return db
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.merchantId, merchantId), eq(webhookEndpoint.livemode, livemode)))
    .orderBy(asc(webhookEndpoint.createdAt), asc(webhookEndpoint.id));
}

export async function updateWebhookEndpoint(
  db: Db,
  id: WebhookEndpointId,
  change: Partial<Pick<WebhookEndpointRow, 'secret' | 'apiVersion' | 'enabled'>>,
): Promise<void> {
  await db.update(webhookEndpoint).set(change).where(eq(webhookEndpoint.id, id));
}
