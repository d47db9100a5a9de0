import { type SQL, and, eq, isNotNull, like, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Db } from '../client.ts';
import { idempotencyKey } from '../schema/idempotency-key.ts';
import { operatorTotp } from '../schema/operator.ts';
import { paymentAttempt } from '../schema/payment.ts';
import { providerAccount } from '../schema/provider-account.ts';
import { webhookEndpoint } from '../schema/webhook.ts';

/** A column of sealed values: where each lies, and to what it is bound. */
interface SealedColumn {
  readonly table: PgTable;
  readonly column: PgColumn;
  /** One text a row, unique in its table, to go through them by. */
  readonly key: PgColumn | SQL<string>;
  /** What its values are bound to, from the row's key. */
  readonly contextOf: (key: string) => string;
}

/** The same text for a row of several key columns as its seal is bound to. */
const answerKey = sql<string>`(json_build_array(${idempotencyKey.merchantId}, ${idempotencyKey.livemode}, ${idempotencyKey.endpoint}, ${idempotencyKey.key}))::text`;

/** Every column that has sealed values; the schema's `sealed` columns and the answers that hold a secret. */
export const SEALED_COLUMNS = {
  'provider_account.credentials': {
    table: providerAccount,
    column: providerAccount.credentials,
    key: providerAccount.id,
    contextOf: (id) => `provider_account.credentials:${id}`,
  },
  'webhook_endpoint.secret': {
    table: webhookEndpoint,
    column: webhookEndpoint.secret,
    key: webhookEndpoint.id,
    contextOf: (id) => `webhook_endpoint.secret:${id}`,
  },
  // Once the secret itself, it stays bound to where that lay.
  'webhook_endpoint.previous_secret': {
    table: webhookEndpoint,
    column: webhookEndpoint.previousSecret,
    key: webhookEndpoint.id,
    contextOf: (id) => `webhook_endpoint.secret:${id}`,
  },
  'operator_totp.secret': {
    table: operatorTotp,
    column: operatorTotp.secret,
    key: operatorTotp.operatorId,
    contextOf: (id) => `operator_totp.secret:${id}`,
  },
  'payment_attempt.next_action': {
    table: paymentAttempt,
    column: paymentAttempt.nextAction,
    key: paymentAttempt.id,
    contextOf: (id) => `payment_attempt.next_action:${id}`,
  },
  'idempotency_key.response_body': {
    table: idempotencyKey,
    column: idempotencyKey.responseBody,
    key: answerKey,
    // The database writes a space after each comma of a list.
    contextOf: (key) => `idempotency_key.response_body:${JSON.stringify(JSON.parse(key))}`,
  },
} as const satisfies Readonly<Record<string, SealedColumn>>;
export type SealedColumnName = keyof typeof SEALED_COLUMNS;

export interface SealedValue {
  readonly key: string;
  readonly value: string;
  /** To what it is bound. */
  readonly context: string;
}

/** Sealed values of a column in the order of their rows' keys, from after one on. */
export async function listSealedValues(
  db: Db,
  name: SealedColumnName,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly SealedValue[]> {
  const { table, column, key, contextOf }: SealedColumn = SEALED_COLUMNS[name];
  const rows = await db
    .select({ key: sql<string>`${key}`, value: sql<string>`${column}` })
    .from(table)
    .where(
      and(
        isNotNull(column),
        // Most answers hold no secret, and are JSON.
        like(column, 'v_.%'),
        after === null ? undefined : sql`${key} > ${after}`,
      ),
    )
    .orderBy(sql`${key}`)
    .limit(limit);
  return rows.map((row) => ({ ...row, context: contextOf(row.key) }));
}

/** Puts a value in the place of what was read; false: it has been replaced by another meanwhile. */
export async function replaceSealedValue(
  db: Db,
  name: SealedColumnName,
  change: Pick<SealedValue, 'key' | 'value'> & { readonly by: string },
): Promise<boolean> {
  const { table, column, key }: SealedColumn = SEALED_COLUMNS[name];
  const replaced = await db
    .update(table)
    .set({ [columnName(table, column)]: change.by })
    .where(and(sql`${key} = ${change.key}`, eq(column, change.value)))
    .returning({ key: sql<string>`${key}` });
  return replaced.length > 0;
}

/** The column's name in the schema. */
function columnName(table: PgTable, column: PgColumn): string {
  const found = Object.entries(table).find(([, value]) => value === column);
  if (found === undefined) throw new Error(`${column.name} is no column of its table.`);
  return found[0];
}
