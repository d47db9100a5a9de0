import { changeOrdering } from '#lib/operations/ordering/change-ordering.ts';
import { defineEndpoint } from '../endpoint.ts';
import { namingParam } from '../naming-param.ts';
import { orderingObject } from '../ordering-objects.ts';
import { ORDERING_EMPTYABLE, orderingChange, orderingParams } from '../ordering-params.ts';

/**
 * Changes how methods are ordered. A list that is sent takes the place of the one before; of `fee_shares` and
 * `rules[order_by_region]` what is named is changed and the rest stays. What shows a session its first page from
 * two seconds later on goes by it; a session that was shown an order keeps it.
 */
export const updateOrderingEndpoint = defineEndpoint({
  method: 'POST',
  path: '/v1/ordering',
  summary: 'Chooses the policy that methods are ordered by, and the rules that go before it.',
  scope: 'ordering.write',
  answers: { one: 'ordering' },
  params: orderingParams,
  emptyable: ORDERING_EMPTYABLE,
  run: ({ context, caller, tx, params }) =>
    namingParam(async () =>
      orderingObject(await changeOrdering(tx, caller, orderingChange(params), context.clock.now())),
    ),
});
