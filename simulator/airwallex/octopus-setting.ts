import type { Hono } from 'hono';
import { z } from 'zod';

/**
 * What a desktop is given for Octopus. The provider's documents have a flow `qrcode` and show a page of the
 * provider's: a shop has to be ready for both.
 */
export type OctopusOnDesktop = 'code' | 'page';

const setting = z.strictObject({ desktop: z.enum(['code', 'page']).default('code') });

export interface OctopusSetting {
  get(): OctopusOnDesktop;
  set(next: OctopusOnDesktop): void;
}

export function createOctopusSetting(): OctopusSetting {
  let current: OctopusOnDesktop = setting.parse({}).desktop;
  return {
    get: () => current,
    set(next) {
      current = next;
    },
  };
}

/** `PUT /control/airwallex/octopus` with `{"desktop":"page"}`; what is left out is a code again. */
export function mountOctopusSetting(app: Hono, octopus: OctopusSetting): void {
  app.get('/control/airwallex/octopus', (c) => c.json({ desktop: octopus.get() }));
  app.put('/control/airwallex/octopus', async (c) => {
    const parsed = setting.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'invalid_request' }, 400);
    octopus.set(parsed.data.desktop);
    return c.json(parsed.data);
  });
}
