import type { MerchantId } from '#lib/domain/ids.ts';
import type { AllowedOperator } from './check-operator.ts';
import type { OperatorRequest } from './operator-request.ts';

/** An operator who does something to their merchant, in one of its modes. */
export interface Acting {
  readonly asking: AllowedOperator;
  readonly livemode: boolean;
  readonly request: OperatorRequest;
}

export function ownerOf({ asking, livemode }: Pick<Acting, 'asking' | 'livemode'>): {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
} {
  return { merchantId: asking.membership.merchantId, livemode };
}

/** Who did it, for `writeAudit`. */
export function auditOf({ asking, request }: Pick<Acting, 'asking' | 'request'>) {
  const { membership, operator, session } = asking;
  return { membership, doer: { operator, session, request } };
}
