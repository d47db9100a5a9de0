import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Account, Dispute, PaymentAttempt, PaymentIntent, Refund } from './model.ts';

/** The answer kept for a `request_id`, and what was asked with it. */
export interface KeptAnswer {
  readonly fingerprint: string;
  readonly status: 200 | 201;
  readonly body: Record<string, unknown>;
}

/** All that the simulated provider knows. Bearer tokens are not in it: they die with the process. */
export interface AirwallexState {
  readonly accounts: Map<string, Account>;
  readonly intents: Map<string, PaymentIntent>;
  readonly refunds: Map<string, Refund>;
  readonly disputes: Map<string, Dispute>;
  /** By `clientId operation request_id`. */
  readonly answers: Map<string, KeptAnswer>;
  /** Attempts by FPS bill number or wallet token. */
  readonly attemptsByHandle: Map<string, { intent: PaymentIntent; attempt: PaymentAttempt }>;
}

export function emptyState(): AirwallexState {
  return {
    accounts: new Map(),
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    answers: new Map(),
    attemptsByHandle: new Map(),
  };
}

/** The account of a client id, made on first sight. */
export function accountOf(state: AirwallexState, clientId: string): Account {
  const known = state.accounts.get(clientId);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(clientId).digest('hex').slice(0, 16);
  const account: Account = { clientId, accountId: `acct_${digest}`, apiKey: null, webhooks: [] };
  state.accounts.set(clientId, account);
  return account;
}

/** `int_` + 20 lower-case letters and digits, and so on. */
export function newId(prefix: 'int' | 'att' | 'rfd' | 'dis' | 'evt'): string {
  return `${prefix}_hk${randomBytes(12).toString('hex').slice(0, 18)}`;
}

/** A short upper-case reference without look-alikes, for bill numbers people may read aloud. */
export function newBillNumber(): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  return `AWX${[...randomBytes(9)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}

interface Snapshot {
  accounts: Account[];
  intents: PaymentIntent[];
  refunds: Refund[];
  /** Not in what older simulators wrote. */
  disputes?: Dispute[];
  answers: [string, KeptAnswer][];
}

/** Writes the state for the next start. Whole-file and atomic; called at a clean end. */
export function saveState(state: AirwallexState, path: string): void {
  const snapshot: Snapshot = {
    accounts: [...state.accounts.values()],
    intents: [...state.intents.values()],
    refunds: [...state.refunds.values()],
    disputes: [...state.disputes.values()],
    answers: [...state.answers],
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(snapshot));
  renameSync(`${path}.new`, path);
}

/** Reads what `saveState` wrote; an empty state when there is nothing yet. */
export function loadState(path: string): AirwallexState {
  const state = emptyState();
  if (!existsSync(path)) return state;
  // Our own file, written whole by saveState: its shape is the Snapshot above.
  const snapshot = JSON.parse(readFileSync(path, 'utf8')) as Snapshot;
  for (const account of snapshot.accounts) state.accounts.set(account.clientId, account);
  for (const intent of snapshot.intents) {
    state.intents.set(intent.id, intent);
    for (const attempt of intent.attempts) {
      if (!state.attemptsByHandle.has(attempt.handle)) {
        state.attemptsByHandle.set(attempt.handle, { intent, attempt });
      }
    }
  }
  for (const refund of snapshot.refunds) state.refunds.set(refund.id, refund);
  for (const dispute of snapshot.disputes ?? []) state.disputes.set(dispute.id, dispute);
  for (const [key, answer] of snapshot.answers) state.answers.set(key, answer);
  return state;
}
