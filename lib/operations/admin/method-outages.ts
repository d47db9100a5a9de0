import { z } from 'zod';
import type { OrderingOwner, OutageRow } from '#lib/db/stores/ordering-store.ts';
import { findOutage } from '#lib/db/stores/outage-store.ts';
import type { MethodOutageId } from '#lib/domain/ids.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { MAX_PUBLIC_REASON_LENGTH, PUBLIC_REASON } from '#lib/domain/method-setting.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import type { AppContext } from '../context.ts';
import { endOutage } from '../ordering/end-outage.ts';
import { methodOutageObject } from '../ordering/method-outage-object.ts';
import { listOutages } from '../ordering/own-outages.ts';
import { raiseOutage } from '../ordering/raise-outage.ts';
import { ParamError } from '../param-error.ts';
import { AdminInputError, modeSchema, readInput, requireMerchant } from './admin-input.ts';

const reason = z
  .string()
  .max(MAX_PUBLIC_REASON_LENGTH, `must be at most ${MAX_PUBLIC_REASON_LENGTH} characters`)
  .regex(PUBLIC_REASON, 'must be one line of plain text')
  .optional();

const ownerSchema = z.strictObject({ merchant: z.string(), mode: modeSchema });

const raiseSchema = ownerSchema.extend({
  method: z.enum(METHOD_IDS, `must be one of ${METHOD_IDS.join(', ')}`),
  action: z.enum(OUTAGE_ACTIONS, `must be one of ${OUTAGE_ACTIONS.join(', ')}`).optional(),
  reasonEn: reason,
  reasonZh: reason,
});

export type RaiseMethodOutageInput = { readonly method: string; readonly action?: string } & Omit<
  z.input<typeof raiseSchema>,
  'method' | 'action'
>;

/** As a person reads at a time; those left over are the oldest. */
const MOST_LISTED = 100;

async function ownerOf(
  context: AppContext,
  { merchant, mode }: z.output<typeof ownerSchema>,
): Promise<OrderingOwner> {
  return {
    merchantId: (await requireMerchant(context, merchant)).id,
    livemode: mode === 'live',
  };
}

/** A merchant's outages as the API tells of them, the newest first. Throws AdminInputError. */
export async function listMethodOutages(
  context: AppContext,
  input: z.input<typeof ownerSchema> & { readonly open: boolean },
): Promise<readonly ReturnType<typeof methodOutageObject>[]> {
  const { open, ...of } = input;
  const owner = await ownerOf(context, readInput(ownerSchema, of));
  const page = await listOutages(context.database.db, owner, {
    filter: open ? { status: 'open' } : {},
    page: { limit: MOST_LISTED, startingAfter: null, endingBefore: null },
  });
  return page?.items.map(methodOutageObject) ?? [];
}

/** Takes a merchant's method out of order, as its own call of the API would. Throws AdminInputError. */
export async function raiseMethodOutage(
  context: AppContext,
  input: RaiseMethodOutageInput,
): Promise<OutageRow> {
  const asked = readInput(raiseSchema, input as z.input<typeof raiseSchema>); // names are checked here
  const owner = await ownerOf(context, asked);
  const publicReason = {
    ...(asked.reasonEn === undefined ? {} : { en: asked.reasonEn }),
    ...(asked.reasonZh === undefined ? {} : { 'zh-HK': asked.reasonZh }),
  };
  try {
    return await context.database.db.transaction((tx) =>
      raiseOutage(context, tx, owner, {
        method: asked.method,
        action: asked.action,
        publicReason,
      }),
    );
  } catch (error) {
    if (error instanceof ParamError) throw new AdminInputError(`${error.param}: ${error.message}`);
    throw error;
  }
}

/** Ends an outage, whoever raised it. Throws AdminInputError when there is none. */
export async function endMethodOutage(
  context: AppContext,
  { outage }: { readonly outage: string },
): Promise<OutageRow> {
  const found = await findOutage(context.database.db, outage as MethodOutageId); // looked up, not trusted
  const ended =
    found === null
      ? null
      : await context.database.db.transaction((tx) => endOutage(context, tx, found, found.id));
  if (ended === null) throw new AdminInputError(`There is no outage ${outage}.`);
  return ended;
}
