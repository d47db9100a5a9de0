import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { AuditAction, AuditFacts } from '#lib/domain/audit-entry.ts';
import type { OperatorId, OperatorSessionId } from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { instant } from './columns.ts';
import { ofMerchant } from './merchant.ts';

/** What operators did; append-only, and each entry holds the hash of the one before (`auditText`). */
export const auditLog = pgTable(
  'audit_log',
  {
    merchantId: ofMerchant(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    /** Null: a command on the server. No reference: what somebody did outlives the account. */
    operatorId: text('operator_id').$type<OperatorId>(),
    email: text('email'),
    role: text('role').$type<OperatorRole>(),
    action: text('action').$type<AuditAction>().notNull(),
    subject: text('subject'),
    before: jsonb('before').$type<AuditFacts>(),
    after: jsonb('after').$type<AuditFacts>(),
    sessionId: text('session_id').$type<OperatorSessionId>(),
    browser: text('browser'),
    address: text('address'),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.seq] }),
    index('audit_log_operator').on(t.merchantId, t.operatorId, t.seq),
  ],
);

/** The last entry of each merchant's log: the row that writers wait for. */
export const auditHead = pgTable('audit_head', {
  merchantId: ofMerchant().primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});
