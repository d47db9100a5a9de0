import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const MANIFEST = join(import.meta.dirname, '../../.next/server/server-reference-manifest.json');
const manifestSchema = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string() })),
});

/** The id under which this build serves an action, as whoever reads the page's scripts knows it. */
export function actionId(name: 'pay' | 'payByCard' | 'cancelAttempt'): string {
  const { node } = manifestSchema.parse(JSON.parse(readFileSync(MANIFEST, 'utf8')));
  const found = Object.entries(node).find(([, action]) => action.exportedName === name);
  if (found === undefined) throw new Error(`This build has no action ${name}.`);
  return found[0];
}
