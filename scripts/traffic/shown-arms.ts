import Stripe from 'stripe';
import { z } from 'zod';

const pageSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), experiment: z.string().nullable(), arm: z.string().nullable() }),
  ),
  has_more: z.boolean(),
});

/** More pages than any run has. */
const MAX_PAGES = 2_000;

/**
 * In which arm sessions were shown their order, by session, as far as the app's exposures say. Null where the app
 * lists none.
 */
export async function shownArms(
  stripe: Stripe,
  since: Date,
): Promise<ReadonlyMap<string, string> | null> {
  const arms = new Map<string, string>();
  const created = Math.floor(since.getTime() / 1000) - 1;
  let after = '';
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: unknown = await stripe.rawRequest(
        'GET',
        `/v1/ordering/exposures?limit=100&created[gte]=${created}${after}`,
      );
      const { data, has_more: hasMore } = pageSchema.parse(answer);
      for (const { id, experiment, arm } of data) {
        if (experiment !== null && arm !== null) arms.set(id, `${experiment} ${arm}`);
      }
      const last = data.at(-1);
      if (!hasMore || last === undefined) break;
      after = `&starting_after=${last.id}`;
    }
    return arms;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) return null;
    throw error;
  }
}
