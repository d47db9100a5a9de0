import type { MerchantId, OperatorId, OperatorSessionId } from './ids.ts';
import type { OperatorRole } from './operator-role.ts';

/** What operators do that is written down; each has its words under `dashboard.audit.action`. */
export const AUDIT_ACTIONS = [
  'operator.signed_in',
  'operator.signed_out',
  'operator.password_set',
  'operator.password_changed',
  'operator.passkey_added',
  'operator.passkey_removed',
  'operator.totp_enabled',
  'operator.totp_disabled',
  'operator.recovery_codes_made',
  'operator.recovery_code_used',
  'operator.session_revoked',
  'team.invited',
  'team.password_link_made',
  'team.joined',
  'payment.refunded',
  'payment.captured',
  'payment.canceled',
  'payments.exported',
  'transfer.confirmed',
  'transfer.rejected',
  'transfer.dismissed',
  'transfer.returned',
  'statement.imported',
  'event.resent',
  'method.changed',
  'ordering.changed',
  'outage.raised',
  'outage.ended',
  'provider.added',
  'provider.changed',
  'provider.tested',
  'experiment.created',
  'experiment.changed',
  'experiment.started',
  'experiment.ramped',
  'experiment.stopped',
  'experiment.finished',
  'experiment.rolled_out',
  'experiment.rolled_back',
  'experiment.holdout_changed',
  'link.created',
  'link.changed',
  'key.created',
  'key.rolled',
  'key.revoked',
  'webhook.created',
  'webhook.changed',
  'webhook.removed',
  'webhook.secret_rolled',
  'webhook.replayed',
  'settings.changed',
  'origins.changed',
  'team.uninvited',
  'team.role_changed',
  'team.removed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** A few facts by name. Never a secret, and nothing of which one could be made. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Who did it; null: a command on the server. */
export interface AuditActor {
  readonly operatorId: OperatorId;
  readonly email: string;
  readonly role: OperatorRole;
}

export interface AuditEntry {
  readonly merchantId: MerchantId;
  /** From 1, without gaps, of each merchant. */
  readonly seq: number;
  readonly at: Date;
  readonly actor: AuditActor | null;
  readonly action: AuditAction;
  /** What it was done to, as a person would name it; null where that is the actor. */
  readonly subject: string | null;
  readonly before: AuditFacts | null;
  readonly after: AuditFacts | null;
  readonly sessionId: OperatorSessionId | null;
  readonly browser: string | null;
  /** A keyed hash: tells that two entries came from one place, and not from where. */
  readonly address: string | null;
}

/**
 * What an entry's hash is made of: everything of it and the hash of the one before, always spelt alike, so that
 * an entry which was changed, taken out or put in between breaks the chain.
 */
export function auditText(entry: AuditEntry, previousHash: string): string {
  const { actor } = entry;
  return JSON.stringify([
    previousHash,
    entry.merchantId,
    entry.seq,
    entry.at.toISOString(),
    actor === null ? null : [actor.operatorId, actor.email, actor.role],
    entry.action,
    entry.subject,
    sorted(entry.before),
    sorted(entry.after),
    entry.sessionId,
    entry.browser,
    entry.address,
  ]);
}

/** The database keeps facts in an order of its own. */
function sorted(facts: AuditFacts | null): readonly (readonly [string, unknown])[] | null {
  if (facts === null) return null;
  return Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
