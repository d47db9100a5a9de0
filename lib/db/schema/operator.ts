import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type {
  MerchantId,
  OperatorId,
  OperatorLinkId,
  OperatorSessionId,
  PasskeyChallengeId,
  PasskeyId,
} from '#lib/domain/ids.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import type { TryKind } from '#lib/domain/sign-in-limits.ts';
import { instant, sealed } from './columns.ts';
import { merchant, ofMerchant } from './merchant.ts';

/** A person who signs in to the dashboard, of one merchant or several. */
export const operator = pgTable(
  'operator',
  {
    id: text('id').$type<OperatorId>().primaryKey(),
    email: text('email').notNull(),
    /** As it is looked up by (`emailKey`). */
    emailKey: text('email_key').notNull(),
    name: text('name').notNull(),
    locale: text('locale').notNull(),
    /** By `platform/password-hash.ts`. */
    passwordHash: text('password_hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('operator_email').on(t.emailKey)],
);

const ofOperator = () =>
  text('operator_id')
    .$type<OperatorId>()
    .notNull()
    .references(() => operator.id);

export const operatorMembership = pgTable(
  'operator_membership',
  {
    operatorId: ofOperator(),
    merchantId: ofMerchant(),
    role: text('role').$type<OperatorRole>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.operatorId, t.merchantId] }),
    index('operator_membership_merchant').on(t.merchantId),
  ],
);

export const operatorSession = pgTable(
  'operator_session',
  {
    id: text('id').$type<OperatorSessionId>().primaryKey(),
    operatorId: ofOperator(),
    /** SHA-256 of what the browser holds, hex. */
    tokenHash: text('token_hash').notNull(),
    /** `second_factor`: the password was right, the code is still to come. */
    stage: text('stage').$type<'second_factor' | 'open'>().notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** When the operator last proved who they are. */
    authenticatedAt: instant('authenticated_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    browser: text('browser'),
    /** A keyed hash. */
    address: text('address'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    uniqueIndex('operator_session_token').on(t.tokenHash),
    index('operator_session_operator').on(t.operatorId),
    index('operator_session_age').on(t.expiresAt),
  ],
);

/** The shared secret of an authenticator app. */
export const operatorTotp = pgTable('operator_totp', {
  operatorId: ofOperator().primaryKey(),
  secret: sealed('secret').notNull(),
  createdAt: instant('created_at').notNull(),
  /** From then on it is asked for. Null: it was shown and no code of it has been typed yet. */
  confirmedAt: instant('confirmed_at'),
  /** The latest step (of 30 s since 1970) whose code was taken: none is taken twice. */
  lastStep: bigint('last_step', { mode: 'number' }),
});

export const operatorRecoveryCode = pgTable(
  'operator_recovery_code',
  {
    operatorId: ofOperator(),
    /** SHA-256 of the code, hex: its bits are random. */
    hash: text('hash').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [primaryKey({ columns: [t.operatorId, t.hash] })],
);

export const passkey = pgTable(
  'passkey',
  {
    id: text('id').$type<PasskeyId>().primaryKey(),
    operatorId: ofOperator(),
    /** The authenticator's own name of it, base64url. */
    credentialId: text('credential_id').notNull(),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    /** Kept by a service that brings it to the operator's other devices. */
    synced: boolean('synced').notNull(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [
    uniqueIndex('passkey_credential').on(t.credentialId),
    index('passkey_operator').on(t.operatorId),
  ],
);

/** What a browser was asked to sign; taken out when the answer comes. */
export const passkeyChallenge = pgTable(
  'passkey_challenge',
  {
    id: text('id').$type<PasskeyChallengeId>().primaryKey(),
    challenge: text('challenge').notNull(),
    purpose: text('purpose').$type<'register' | 'sign_in' | 'confirm'>().notNull(),
    /** Who was asked; null: whoever signs in. */
    operatorId: text('operator_id').$type<OperatorId>(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('passkey_challenge_age').on(t.expiresAt)],
);

/** A one-time address that sets a password, or brings an operator to a merchant. */
export const operatorLink = pgTable(
  'operator_link',
  {
    id: text('id').$type<OperatorLinkId>().primaryKey(),
    /** SHA-256 of what the address holds, hex. */
    tokenHash: text('token_hash').notNull(),
    purpose: text('purpose').$type<'invitation' | 'password'>().notNull(),
    email: text('email').notNull(),
    emailKey: text('email_key').notNull(),
    /** Which merchant it brings the operator to, and as what. Null: it is for the password alone. */
    merchantId: text('merchant_id')
      .$type<MerchantId>()
      .references(() => merchant.id),
    role: text('role').$type<OperatorRole>(),
    /** Null: a command on the server. */
    invitedBy: text('invited_by').$type<OperatorId>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    /** Another was made in its place, or somebody took it back. */
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    uniqueIndex('operator_link_token').on(t.tokenHash),
    index('operator_link_open')
      .on(t.merchantId, t.emailKey)
      .where(sql`used_at is null and revoked_at is null`),
  ],
);

/** Tries of passwords and codes that did not succeed, or have not yet. */
export const signInTry = pgTable(
  'sign_in_try',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').$type<TryKind>().notNull(),
    /** A keyed hash of an account or an address, or an operator's id. */
    subject: text('subject').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('sign_in_try_subject').on(t.kind, t.subject, t.at),
    index('sign_in_try_age').on(t.at),
  ],
);
