import { z } from 'zod';
import type { OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { OUTAGE_ACTIONS } from '#lib/ordering/ordering-config.ts';
import { ORDERING_POLICIES, type OrderingPolicyId } from '#lib/ordering/policies/table.ts';
import type { AppContext } from '../context.ts';
import { changeOrdering, pauseOrdering, resumeOrdering } from '../ordering/change-ordering.ts';
import { type OwnOrdering, readOwnOrdering } from '../ordering/own-ordering.ts';
import { type Mode, modeSchema, readInput, requireMerchant } from './admin-input.ts';

const POLICY_IDS = Object.keys(ORDERING_POLICIES) as OrderingPolicyId[]; // keys of the table

const inputSchema = z.strictObject({
  merchant: z.string(),
  mode: modeSchema,
  policy: z.enum(POLICY_IDS, `must be one of ${POLICY_IDS.join(', ')}`).optional(),
  outageAction: z.enum(OUTAGE_ACTIONS, `must be one of ${OUTAGE_ACTIONS.join(', ')}`).optional(),
  paused: z.boolean().optional(),
});

/** As the operator writes it; its values are checked here. */
interface SetOrderingInput {
  readonly merchant: string;
  readonly mode: Mode;
  readonly policy?: string;
  readonly outageAction?: string;
  readonly paused?: boolean;
}

export async function showOrdering(
  context: AppContext,
  { merchant, mode }: { readonly merchant: string; readonly mode: Mode },
): Promise<OwnOrdering> {
  const owner = await ownerOf(context, merchant, mode);
  return readOwnOrdering(context.database.db, owner, context.clock.now());
}

/** Changes what is given of a merchant's ordering; its rules are the API's to change. Throws AdminInputError. */
export async function setOrdering(
  context: AppContext,
  input: SetOrderingInput,
): Promise<OwnOrdering> {
  const { merchant, mode, paused, policy, outageAction } = readInput(
    inputSchema,
    input as z.input<typeof inputSchema>, // read here
  );
  const owner = await ownerOf(context, merchant, mode);
  const now = context.clock.now();
  return context.database.db.transaction(async (tx) => {
    const changed = await changeOrdering(tx, owner, { policy, outageAction }, now);
    if (paused === undefined) return changed;
    return paused ? pauseOrdering(tx, owner, now) : resumeOrdering(tx, owner, now);
  });
}

async function ownerOf(context: AppContext, merchant: string, mode: Mode): Promise<OrderingOwner> {
  const { id } = await requireMerchant(context, merchant);
  return { merchantId: id, livemode: mode === 'live' };
}
