import type { Hono } from 'hono';
import { z } from 'zod';

/** How the provider does what its documents leave open, or what seldom happens. */
export interface Behaviour {
  /**
   * What a desktop is given for Octopus. The documents have a flow `qrcode` and show a page of the
   * provider's: a shop has to be ready for both.
   */
  readonly octopusOnDesktop: 'code' | 'page';
  /** `any`: a transfer of another amount than the code's is taken, where the rail would not hold to it. */
  readonly fpsAmounts: 'exact' | 'any';
}

const behaviour = z.strictObject({
  octopusOnDesktop: z.enum(['code', 'page']).default('code'),
  fpsAmounts: z.enum(['exact', 'any']).default('exact'),
}) satisfies z.ZodType<Behaviour>;

/** As it is unless told. */
const USUAL: Behaviour = behaviour.parse({});

export interface BehaviourSetting {
  get(): Behaviour;
  set(next: Partial<Behaviour>): void;
}

export function createBehaviourSetting(): BehaviourSetting {
  let current = USUAL;
  return {
    get: () => current,
    set(next) {
      current = { ...USUAL, ...next };
    },
  };
}

/** `PUT /control/airwallex/behaviour` with `{"octopusOnDesktop":"page"}`; what is left out is as usual again. */
export function mountBehaviour(app: Hono, setting: BehaviourSetting): void {
  app.get('/control/airwallex/behaviour', (c) => c.json(setting.get()));
  app.put('/control/airwallex/behaviour', async (c) => {
    const parsed = behaviour.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'invalid_request' }, 400);
    setting.set(parsed.data);
    return c.json(parsed.data);
  });
}
