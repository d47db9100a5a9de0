import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '#lib/db/client.ts';
import {
  type MerchantLooks,
  type MerchantRow,
  findMerchant,
  lockMerchant,
  setMerchantLooks,
} from '#lib/db/stores/merchant-store.ts';
import type { AuditFacts } from '#lib/domain/audit-entry.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '../context.ts';
import { merchantUrlProblem } from '../merchant-url.ts';
import { auditOf } from '../operators/acting.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import type { OperatorRequest } from '../operators/operator-request.ts';
import { type Deed, writeAudit } from '../operators/write-audit.ts';
import { type LogoProblem, readLogoPicture } from './logo-picture.ts';
import { type OriginAnswer, type OriginChange, changeOrigins } from './merchant-origins.ts';

export interface ShopSettings {
  readonly looks: MerchantLooks;
  readonly logoUrl: string | null;
  readonly embedOrigins: readonly string[];
  readonly returnOrigins: readonly string[];
  /** What a form was drawn from: it is refused when that changed meanwhile. */
  readonly seen: string;
}

/** A shop as its settings show it; null: there is no such merchant. */
export async function readShopSettings(
  context: AppContext,
  owner: { merchantId: MerchantId; mode: 'test' | 'live' },
): Promise<ShopSettings | null> {
  const row = await findMerchant(context.database.db, owner.merchantId);
  if (row === null) return null;
  return {
    looks: looksOf(row),
    logoUrl: row.logoUrl,
    embedOrigins: row.embedOrigins[owner.mode],
    returnOrigins: row.returnOrigins[owner.mode],
    seen: seenOf(row),
  };
}

/** Left empty is null. */
function orNone(isRight: (text: string) => boolean) {
  return z
    .string()
    .trim()
    .refine((text) => text === '' || isRight(text))
    .transform((text) => (text === '' ? null : text));
}

const isPublicUrl = (url: string) => merchantUrlProblem(url, { loopbackHttp: true }) === null;
const isEmail = (text: string) => z.email().max(320).safeParse(text).success;

/** The fields of how a shop presents itself, as typed: trimmed, and null where left empty. */
export const looksSchema = z.object({
  name: z.string().trim().min(1).max(100),
  nameZh: orNone((text) => text.length <= 100),
  accentColor: z
    .string()
    .trim()
    .regex(/^#[0-9a-f]{6}$/i)
    .toLowerCase(),
  supportEmail: orNone(isEmail),
  supportUrl: orNone(isPublicUrl),
  termsUrl: orNone(isPublicUrl),
});

export type SettingsAnswer =
  | { readonly kind: 'changed' }
  /** Somebody changed it since the form was drawn. */
  | { readonly kind: 'stale' };

/** Changes how the asker's shop presents itself, on every page that is opened from then on. */
export async function changeLooks(
  context: AppContext,
  asking: AllowedOperator,
  input: { seen: string; looks: MerchantLooks; request: OperatorRequest },
): Promise<SettingsAnswer> {
  return underLock(context, asking, input, async (tx, row) => {
    const before = looksOf(row);
    const changed = changedFacts(before, input.looks);
    if (Object.keys(changed.after).length === 0) return null;
    await setMerchantLooks(tx, row.id, input.looks);
    return { action: 'settings.changed', ...changed };
  });
}

/** Sets the shop's logo, or (null) takes it away. */
export async function changeLogo(
  context: AppContext,
  asking: AllowedOperator,
  input: { seen: string; bytes: Buffer | null; request: OperatorRequest },
): Promise<SettingsAnswer | { readonly kind: 'refused'; readonly why: LogoProblem }> {
  const read = input.bytes === null ? null : readLogoPicture(input.bytes);
  if (read?.kind === 'refused') return read;
  const logoUrl = read === null ? null : read.url;
  return underLock(context, asking, input, async (tx, row) => {
    if (logoUrl === row.logoUrl) return null;
    await setMerchantLooks(tx, row.id, { logoUrl });
    return { action: 'settings.changed', after: { logo: logoUrl !== null } };
  });
}

/** Adds or removes an origin of the asker's shop, written down where that changes anything. */
export async function changeShopOrigins(
  context: AppContext,
  asking: AllowedOperator,
  input: OriginChange & { request: OperatorRequest },
): Promise<OriginAnswer> {
  const { request, ...asked } = input;
  return context.database.db.transaction(async (tx) => {
    const answer = await changeOrigins(tx, asking.membership.merchantId, asked);
    if (answer.kind !== 'changed') return answer;
    await writeAudit(context, tx, {
      ...auditOf({ asking, request }),
      action: 'origins.changed',
      subject: asked.origin,
      after: { purpose: asked.purpose, mode: asked.mode, change: asked.change },
    });
    return answer;
  });
}

/** `change` says what was done, or null where everything was so already. */
async function underLock(
  context: AppContext,
  asking: AllowedOperator,
  input: { seen: string; request: OperatorRequest },
  change: (tx: Db, row: MerchantRow) => Promise<Deed | null>,
): Promise<SettingsAnswer> {
  return context.database.db.transaction(async (tx): Promise<SettingsAnswer> => {
    const row = await lockMerchant(tx, asking.membership.merchantId);
    if (row === null || seenOf(row) !== input.seen) return { kind: 'stale' };
    const deed = await change(tx, row);
    if (deed === null) return { kind: 'changed' };
    await writeAudit(context, tx, { ...auditOf({ asking, ...input }), ...deed });
    return { kind: 'changed' };
  });
}

function looksOf(row: MerchantRow): MerchantLooks {
  const { name, nameZh, accentColor, supportEmail, supportUrl, termsUrl } = row;
  return { name, nameZh, accentColor, supportEmail, supportUrl, termsUrl };
}

function seenOf(row: MerchantRow): string {
  const shown = JSON.stringify([looksOf(row), row.logoUrl]);
  return createHash('sha256').update(shown).digest('hex').slice(0, 16);
}

function changedFacts(
  before: MerchantLooks,
  after: MerchantLooks,
): { before: AuditFacts; after: AuditFacts } {
  const names = Object.keys(after) as (keyof MerchantLooks)[]; // its own keys
  const changed = names.filter((name) => before[name] !== after[name]);
  const only = (looks: MerchantLooks) =>
    Object.fromEntries(changed.map((name) => [name, looks[name]]));
  return { before: only(before), after: only(after) };
}
