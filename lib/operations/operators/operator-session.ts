import type { Db } from '#lib/db/client.ts';
import {
  type OperatorSessionRow,
  findOperatorSession,
  insertOperatorSession,
  touchOperatorSession,
} from '#lib/db/stores/operator-session-store.ts';
import { type OperatorRow, findOperator, listMemberships } from '#lib/db/stores/operator-store.ts';
import { newId, randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { type OperatorRequest, type SignedIn, addressKey, hashToken } from './operator-request.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** However much it is used. */
export const SESSION_MS = 7 * DAY_MS;
/** Without being used. */
export const IDLE_MS = 12 * HOUR_MS;
/** For the second factor to be typed. */
export const PENDING_MS = 10 * MINUTE_MS;
/** Not every request is a write. */
const NOTED_EVERY_MS = MINUTE_MS;
/** 256 bits. */
const TOKEN_CHARS = 43;

export function newSessionToken(): string {
  return randomBase62(TOKEN_CHARS);
}

/** Begins a session. `token` is the only copy of what the browser has to hold: its hash alone is kept. */
export async function beginSession(
  context: AppContext,
  tx: Db,
  facts: { operator: OperatorRow; stage: OperatorSessionRow['stage']; request: OperatorRequest },
): Promise<{ session: OperatorSessionRow; token: string }> {
  const { operator, stage, request } = facts;
  const now = context.clock.now();
  const token = newSessionToken();
  const lifeMs = stage === 'open' ? SESSION_MS : PENDING_MS;
  const session: OperatorSessionRow = {
    id: newId('operator_session'),
    operatorId: operator.id,
    tokenHash: hashToken(token),
    stage,
    createdAt: now,
    lastSeenAt: now,
    authenticatedAt: now,
    expiresAt: new Date(now.getTime() + lifeMs),
    browser: request.browser,
    address: addressKey(context, request),
    revokedAt: null,
  };
  await insertOperatorSession(tx, session);
  return { session, token };
}

/** Whoever holds a token; null when it is nobody's, or its session is over. */
export async function findSignedIn(
  context: AppContext,
  token: string | null,
): Promise<SignedIn | null> {
  if (token === null || !/^[0-9A-Za-z]{43}$/.test(token)) return null;
  const { db } = context.database;
  const session = await findOperatorSession(db, hashToken(token));
  const now = context.clock.now();
  if (session === null || isOver(session, now)) return null;
  const operator = await findOperator(db, session.operatorId);
  if (operator === null) return null;
  const memberships = await listMemberships(db, operator.id);
  const notedSince = new Date(now.getTime() - NOTED_EVERY_MS);
  if (session.lastSeenAt < notedSince) {
    await touchOperatorSession(db, session.id, { now, notedSince });
  }
  return { operator, session, memberships };
}

function isOver(session: OperatorSessionRow, now: Date): boolean {
  const { revokedAt, expiresAt, lastSeenAt } = session;
  return revokedAt !== null || expiresAt <= now || now.getTime() - lastSeenAt.getTime() > IDLE_MS;
}
