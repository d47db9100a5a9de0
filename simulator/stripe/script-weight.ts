import { randomBytes } from 'node:crypto';
import { z } from 'zod';

import type { StripeHono } from './pipeline.ts';

const setting = z.strictObject({
  extra_bytes: z.union([z.literal(0), z.int().min(8).max(5_000_000)]),
});

/** How much heavier than they are the provider's scripts are made, for measuring beside the real ones. */
export interface ScriptWeight {
  /** A comment of that many bytes, of random characters; nothing unless set. */
  padding(): string;
  set(extraBytes: number): void;
}

export function createScriptWeight(): ScriptWeight {
  let text = '';
  return {
    padding: () => text,
    set(extraBytes) {
      text =
        extraBytes === 0
          ? ''
          : `/*${randomBytes(extraBytes).toString('base64')}`.slice(0, extraBytes - 2) + '*/';
    },
  };
}

/** `PUT /control/stripe/script-weight` with `{"extra_bytes":100000}`, for each script. */
export function mountScriptWeight(app: StripeHono, weight: ScriptWeight): void {
  app.put('/control/stripe/script-weight', async (c) => {
    const parsed = setting.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'invalid_request' }, 400);
    weight.set(parsed.data.extra_bytes);
    return c.json(parsed.data);
  });
}
