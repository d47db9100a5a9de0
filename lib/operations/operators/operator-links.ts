import type { Db } from '#lib/db/client.ts';
import { insertOperatorLink, revokeOperatorLinks } from '#lib/db/stores/operator-link-store.ts';
import { findOperatorByEmail, listMemberships } from '#lib/db/stores/operator-store.ts';
import type { MerchantId, OperatorId } from '#lib/domain/ids.ts';
import { emailKey } from '#lib/domain/operator-password.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { newId, randomBase62 } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import type { AllowedOperator } from './check-operator.ts';
import { type OperatorRequest, hashToken } from './operator-request.ts';
import { writeAudit } from './write-audit.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Long enough for somebody who is away over a weekend. */
const INVITATION_MS = 72 * HOUR_MS;
const PASSWORD_LINK_MS = 24 * HOUR_MS;
const TOKEN_CHARS = 43;

export interface MadeLink {
  /** What is handed to its person, by who asked for it: nothing is sent by Praya. It is shown this once. */
  readonly url: string;
  readonly expiresAt: Date;
}

interface LinkFacts {
  readonly email: string;
  /** Null: for the password alone. */
  readonly membership: { readonly merchantId: MerchantId; readonly role: OperatorRole } | null;
  /** Null: a command on the server. */
  readonly by: OperatorId | null;
}

/** Makes a one-time link, in the place of an earlier one for the same. */
export async function makeOperatorLink(
  context: AppContext,
  tx: Db,
  facts: LinkFacts,
): Promise<MadeLink> {
  const { email, membership, by } = facts;
  const now = context.clock.now();
  const key = emailKey(email);
  const purpose = membership === null ? 'password' : 'invitation';
  const lifeMs = membership === null ? PASSWORD_LINK_MS : INVITATION_MS;
  const merchantId = membership?.merchantId ?? null;
  await revokeOperatorLinks(tx, { emailKey: key, purpose, merchantId, now });
  const token = randomBase62(TOKEN_CHARS);
  const expiresAt = new Date(now.getTime() + lifeMs);
  await insertOperatorLink(tx, {
    id: newId('operator_link'),
    tokenHash: hashToken(token),
    purpose,
    email: email.trim(),
    emailKey: key,
    merchantId,
    role: membership?.role ?? null,
    invitedBy: by,
    createdAt: now,
    expiresAt,
    usedAt: null,
    revokedAt: null,
  });
  return { url: `${context.env.PUBLIC_ORIGIN}/dashboard/join/${token}`, expiresAt };
}

/** Invites somebody to the asker's merchant. Null: they are on its team already. */
export async function inviteOperator(
  context: AppContext,
  asking: AllowedOperator,
  input: { email: string; role: OperatorRole; request: OperatorRequest },
): Promise<MadeLink | null> {
  const { operator, session, membership } = asking;
  const { merchantId } = membership;
  const { email, role, request } = input;
  return context.database.db.transaction(async (tx) => {
    const known = await findOperatorByEmail(tx, emailKey(email));
    const theirs = known === null ? [] : await listMemberships(tx, known.id);
    if (theirs.some((one) => one.merchantId === merchantId)) return null;
    const link = await makeOperatorLink(context, tx, {
      email,
      membership: { merchantId, role },
      by: operator.id,
    });
    await writeAudit(context, tx, {
      membership,
      doer: { operator, session, request },
      action: 'team.invited',
      subject: email.trim(),
      after: { role },
    });
    return link;
  });
}
