import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Markup } from '../ui/page.ts';
import { METHODS, type MethodType } from './model.ts';

/**
 * How a method is out of order. `refuses`: no payment can be begun with it. `declines`: one can, and is declined
 * when its owner agrees. `silent`: nothing ever comes of it, neither yes nor no.
 */
export const OUTAGE_KINDS = ['refuses', 'declines', 'silent'] as const;
export type OutageKind = (typeof OUTAGE_KINDS)[number];

const METHOD_TYPES = Object.keys(METHODS) as readonly MethodType[]; // the record's keys are the type's

const outagesSchema = z.partialRecord(z.enum(METHOD_TYPES), z.enum(OUTAGE_KINDS));
export type OutageTable = z.infer<typeof outagesSchema>;

const oneSchema = z.object({
  method: z.enum(METHOD_TYPES),
  kind: z.enum([...OUTAGE_KINDS, 'works']),
});

/** Which methods are out of order; none at the start. */
export interface Outages {
  /** Null: it works. */
  of(method: MethodType): OutageKind | null;
  list(): OutageTable;
  /** In place of all there were. */
  replace(next: OutageTable): void;
}

export function createOutages(): Outages {
  let current: OutageTable = {};
  return {
    of: (method) => current[method] ?? null,
    list: () => current,
    replace(next) {
      current = next;
    },
  };
}

/**
 * `PUT /control/airwallex/outages` with `{"payme":"silent"}`; what is left out works again. The page's form posts
 * one method at a time.
 */
export function mountOutages(
  app: Hono,
  outages: Outages,
  readInput: (c: Context) => Promise<unknown>,
): void {
  app.get('/control/airwallex/outages', (c) => c.json({ outages: outages.list() }));
  app.put('/control/airwallex/outages', async (c) => {
    const parsed = outagesSchema.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) {
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    }
    outages.replace(parsed.data);
    return c.json({ outages: outages.list() });
  });
  app.post('/control/airwallex/outages', async (c) => {
    const parsed = oneSchema.safeParse(await readInput(c));
    if (!parsed.success) {
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    }
    const { method, kind } = parsed.data;
    const { [method]: _, ...others } = outages.list();
    outages.replace(kind === 'works' ? others : { ...others, [method]: kind });
    return c.redirect('/control', 303);
  });
}

const KIND_WORDS: Readonly<Record<OutageKind, string>> = {
  refuses: 'refuses to begin',
  declines: 'declines everybody',
  silent: 'never answers',
};

export function outageSection(outages: OutageTable): Markup {
  const down = METHOD_TYPES.flatMap((method) => {
    const kind = outages[method];
    return kind === undefined ? [] : [{ method, kind }];
  });
  return html`<section aria-labelledby="outages">
    <h2 id="outages">Out of order (Airwallex)</h2>
    <form method="post" action="/control/airwallex/outages" class="fields">
      <div>
        <label for="outage-method">Method</label>
        <select id="outage-method" name="method">
          ${METHOD_TYPES.map((method) => html`<option value="${method}">${METHODS[method].label}</option>`)}
        </select>
      </div>
      <div>
        <label for="outage-kind">From now on it</label>
        <select id="outage-kind" name="kind">
          ${OUTAGE_KINDS.map((kind) => html`<option value="${kind}">${KIND_WORDS[kind]}</option>`)}
          <option value="works">works</option>
        </select>
      </div>
      <button>Set</button>
    </form>
    ${
      down.length === 0
        ? html`<p class="quiet-text">Every method works.</p>`
        : html`<ul>
            ${down.map(({ method, kind }) => html`<li>${METHODS[method].label} ${KIND_WORDS[kind]}</li>`)}
          </ul>`
    }
  </section>`;
}
