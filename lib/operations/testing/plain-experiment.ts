import type { ExperimentSettings } from '../experiments/experiment-settings.ts';

/** The merchant's own order against the engine, of 2,000 shoppers; a test changes what it is about. */
export const PLAIN_EXPERIMENT: ExperimentSettings = {
  name: 'Engine against our own order',
  hash: 'murmur3',
  arms: [
    { key: 'own', weight: 0.5, policy: 'fixed', order: null },
    { key: 'engine', weight: 0.5, policy: 'paid-rate', order: null },
  ],
  coverage: 1,
  namespace: null,
  plan: {
    alpha: 0.05,
    adjustment: 'none',
    guardrails: [{ metric: 'paid', margin: 0.02 }],
    settings: { currency: 'HKD', slowRenderMs: 1_000 },
    fullDays: 7,
    size: { plannedUnits: 2_000 },
  },
};
