import type { Acting } from '#lib/operations/operators/acting.ts';
import { operatorRequest } from './operator-request.ts';
import type { PermittedOperator } from './require-operator.ts';

/** Who does something to the shop and the mode in the address. */
export async function actingOf({ context, asking, mode }: PermittedOperator): Promise<Acting> {
  return { asking, livemode: mode === 'live', request: await operatorRequest(context) };
}

/** The shop and the mode in the address, as what is read of them is asked for. */
export function ownerOf({ asking, mode }: PermittedOperator) {
  return { merchantId: asking.membership.merchantId, livemode: mode === 'live' };
}
