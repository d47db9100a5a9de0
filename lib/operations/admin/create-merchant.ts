import { z } from 'zod';
import { type MerchantRow, insertMerchant } from '#lib/db/stores/merchant-store.ts';
import { NO_ORIGINS } from '#lib/domain/merchant-origins.ts';
import { newId } from '#lib/platform/ids.ts';
import type { AppContext } from '../context.ts';
import { merchantUrlProblem } from '../merchant-url.ts';
import {
  type LogoProblem,
  MAX_LOGO_BYTES,
  MAX_LOGO_PIXELS,
  readLogoPicture,
} from '../settings/logo-picture.ts';
import { AdminInputError, readInput } from './admin-input.ts';

/** A blue that reads well on either ground: for merchants that name no colour. */
const DEFAULT_ACCENT = '#0f5fa8';

const publicUrl = z.string().superRefine((value, issues) => {
  const problem = merchantUrlProblem(value, { loopbackHttp: true });
  if (problem !== null) issues.addIssue({ code: 'custom', message: problem });
});

const inputSchema = z.strictObject({
  name: z.string().trim().min(1, 'is needed').max(100),
  nameZh: z.string().trim().min(1).max(100).exactOptional(),
  accentColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0f5fa8')
    .exactOptional(),
  /** The picture's bytes; see logo-picture.ts. */
  logo: z.instanceof(Buffer).exactOptional(),
  supportEmail: z.email().max(320).exactOptional(),
  supportUrl: publicUrl.exactOptional(),
  termsUrl: publicUrl.exactOptional(),
});

export type CreateMerchantInput = z.input<typeof inputSchema>;

/** Adds a merchant. Throws AdminInputError. */
export async function createMerchant(
  context: AppContext,
  input: CreateMerchantInput,
): Promise<MerchantRow> {
  const fields = readInput(inputSchema, input);
  const row: MerchantRow = {
    id: newId('merchant'),
    name: fields.name,
    nameZh: fields.nameZh ?? null,
    logoUrl: fields.logo === undefined ? null : logoOf(fields.logo),
    accentColor: fields.accentColor?.toLowerCase() ?? DEFAULT_ACCENT,
    supportEmail: fields.supportEmail ?? null,
    supportUrl: fields.supportUrl ?? null,
    termsUrl: fields.termsUrl ?? null,
    createdAt: context.clock.now(),
    embedOrigins: NO_ORIGINS,
    returnOrigins: NO_ORIGINS,
  };
  await insertMerchant(context.database.db, row);
  return row;
}

function logoOf(bytes: Buffer): string {
  const read = readLogoPicture(bytes);
  if (read.kind === 'picture') return read.url;
  throw new AdminInputError(`logo: ${LOGO_PROBLEMS[read.why]}`);
}

const LOGO_PROBLEMS: Readonly<Record<LogoProblem, string>> = {
  too_large: `may have ${MAX_LOGO_BYTES} bytes, for it is part of every page`,
  no_picture: 'is no PNG, JPEG, WebP or SVG picture',
  too_many_pixels: `may be ${MAX_LOGO_PIXELS} pixels wide and high`,
  active: 'may hold no scripts, links or other files',
};
