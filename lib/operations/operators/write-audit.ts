import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/client.ts';
import { insertAuditRow, lockAuditHead } from '#lib/db/stores/audit-store.ts';
import type { OperatorSessionRow } from '#lib/db/stores/operator-session-store.ts';
import {
  type Membership,
  type OperatorRow,
  listMemberships,
} from '#lib/db/stores/operator-store.ts';
import {
  type AuditAction,
  type AuditEntry,
  type AuditFacts,
  auditText,
} from '#lib/domain/audit-entry.ts';
import type { AppContext } from '../context.ts';
import { type OperatorRequest, addressKey } from './operator-request.ts';

/** What was done, beside who did it and when. */
export interface Deed {
  readonly action: AuditAction;
  /** To what, as a person would name it; left out where that is the one who did it. */
  readonly subject?: string;
  readonly before?: AuditFacts;
  readonly after?: AuditFacts;
}

/** Who did something, and in which session. */
export interface Doer {
  readonly operator: OperatorRow;
  /** Null before there is one. */
  readonly session: OperatorSessionRow | null;
  readonly request: OperatorRequest;
}

/**
 * Writes an entry of one merchant's audit log, in the transaction that did it: as the last of its statements,
 * for it waits for whoever else writes there. `doer` null: a command on the server.
 */
export async function writeAudit(
  context: AppContext,
  tx: Db,
  facts: { membership: Pick<Membership, 'merchantId' | 'role'>; doer: Doer } & Deed,
): Promise<void> {
  const { membership, doer } = facts;
  await append(context, tx, {
    ...deedOf(facts),
    merchantId: membership.merchantId,
    actor: { operatorId: doer.operator.id, email: doer.operator.email, role: membership.role },
    sessionId: doer.session?.id ?? null,
    browser: doer.request.browser,
    address: addressKey(context, doer.request),
  });
}

/** As `writeAudit`, of what a command on the server did. */
export async function writeCommandAudit(
  context: AppContext,
  tx: Db,
  facts: Pick<Membership, 'merchantId'> & Deed,
): Promise<void> {
  await append(context, tx, {
    ...deedOf(facts),
    merchantId: facts.merchantId,
    actor: null,
    sessionId: null,
    browser: null,
    address: null,
  });
}

/** As `writeAudit`, of what an operator did to their own account: in the log of each merchant of theirs. */
export async function writeOwnAudit(
  context: AppContext,
  tx: Db,
  facts: { doer: Doer } & Deed,
): Promise<void> {
  const memberships = await listMemberships(tx, facts.doer.operator.id);
  // Everybody waits for logs in one order, so that no two wait for each other.
  const inOrder = memberships.toSorted((a, b) => (a.merchantId < b.merchantId ? -1 : 1));
  for (const membership of inOrder) await writeAudit(context, tx, { ...facts, membership });
}

function deedOf({ action, subject, before, after }: Deed) {
  return {
    action,
    subject: subject ?? null,
    before: before ?? null,
    after: after ?? null,
  };
}

async function append(
  context: AppContext,
  tx: Db,
  facts: Omit<AuditEntry, 'seq' | 'at'>,
): Promise<void> {
  const head = await lockAuditHead(tx, facts.merchantId);
  const entry = { ...facts, seq: head.seq + 1, at: context.clock.now() };
  const hash = hashOf(entry, head.hash);
  await insertAuditRow(tx, { ...entry, previousHash: head.hash, hash });
}

export function hashOf(entry: AuditEntry, previousHash: string): string {
  return createHash('sha256').update(auditText(entry, previousHash)).digest('hex');
}
