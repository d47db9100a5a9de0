import { z } from 'zod';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { MAX_PUBLIC_REASON_LENGTH, PUBLIC_REASON } from '#lib/domain/method-setting.ts';
import { MAX_AMOUNT_MINOR } from '#lib/domain/money.ts';
import type { AppContext } from '../context.ts';
import { type OwnSetting, changeSetting } from '../own-setup.ts';
import { ParamError } from '../param-error.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';

/** An empty text takes away what was set. */
const unlessEmpty = <Value extends z.ZodType<unknown, string>>(value: Value) =>
  z
    .string()
    .transform((text) => (text === '' ? null : text))
    .pipe(value.nullable())
    .optional();

const reason = unlessEmpty(
  z
    .string()
    .max(MAX_PUBLIC_REASON_LENGTH, `must be at most ${MAX_PUBLIC_REASON_LENGTH} characters`)
    .regex(PUBLIC_REASON, 'must be one line of plain text'),
);
const amount = unlessEmpty(
  z
    .string()
    .regex(/^[1-9]\d{0,7}$/, `must be a whole number of cents, at most ${MAX_AMOUNT_MINOR}`)
    .transform((value) => BigInt(value)),
);

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  method: z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`),
  enabled: z.boolean().optional(),
  reasonEn: reason,
  reasonZh: reason,
  minAmount: amount,
  maxAmount: amount,
});

export type SetMethodInput = z.input<typeof inputSchema>;

/** Changes how a merchant offers one method, as its own calls of the API can. Throws AdminInputError. */
export async function setMethod(context: AppContext, input: SetMethodInput): Promise<OwnSetting> {
  const { merchant, mode, method, reasonEn, reasonZh, ...change } = readInput(inputSchema, input);
  const owner = {
    merchantId: (await requireMerchant(context, merchant)).id,
    livemode: mode === 'live',
  };
  const publicReason = {
    ...(reasonEn === undefined ? {} : { en: reasonEn }),
    ...(reasonZh === undefined ? {} : { 'zh-HK': reasonZh }),
  };
  try {
    const changed = await context.database.db.transaction((tx) =>
      changeSetting(tx, owner, method, { ...change, publicReason }),
    );
    if (changed !== null) return changed;
  } catch (error) {
    if (error instanceof ParamError) throw new AdminInputError(`${error.param}: ${error.message}`);
    throw error;
  }
  throw new AdminInputError(`${method} is not among the merchant's methods in ${mode} mode.`);
}
