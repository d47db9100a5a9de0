import Stripe from 'stripe';
import { z } from 'zod';
import { DeveloperInputError } from '../developer/running-app.ts';

const experimentSchema = z.object({ id: z.string() });

/**
 * Begins an experiment of the merchant's own order against `paid-rate`, half of the shoppers in each, planned for so
 * many of them. Returns its id. Throws DeveloperInputError where the app has no experiments.
 */
export async function startExperiment(stripe: Stripe, shoppers: number): Promise<string> {
  const arm = (key: string, policy: string) => ({ key, policy, weight: '0.5' });
  const made = await ask(stripe, '/v1/experiments', {
    name: 'Traffic: own order or paid-rate',
    arms: [arm('own_order', 'fixed'), arm('paid_rate', 'paid-rate')],
    plan: { planned_units: shoppers, full_days: 0, maturity_minutes: 2 },
  });
  await ask(stripe, `/v1/experiments/${made.id}/start`, {});
  return made.id;
}

async function ask(stripe: Stripe, path: string, params: object) {
  try {
    return experimentSchema.parse(await stripe.rawRequest('POST', path, { ...params }));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) {
      throw new DeveloperInputError(`--experiment: this app answers 404 at ${path}.`);
    }
    throw error;
  }
}
