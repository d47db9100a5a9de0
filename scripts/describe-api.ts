import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '#lib/api/endpoints/table.ts';
import { unannounced } from '#lib/api/openapi/announced-changes.ts';
import { type ApiDescription, describeApi } from '#lib/api/openapi/describe-api.ts';

/**
 * Writes `docs/api/openapi.json`, the promise to merchants, from the endpoints; with `--check` compares the two.
 * What would break a caller is refused until `docs/api/changes.md` announces it, each on a line of its own.
 */

const ROOT = join(import.meta.dirname, '..');
const SNAPSHOT = join(ROOT, 'docs/api/openapi.json');
const CHANGES = join(ROOT, 'docs/api/changes.md');

const text = `${JSON.stringify(describeApi(ENDPOINTS), null, 2)}\n`;
const committed = readFileSync(SNAPSHOT, 'utf8');
const missing = unannounced(
  JSON.parse(committed) as ApiDescription, // written by this script
  describeApi(ENDPOINTS),
  readFileSync(CHANGES, 'utf8'),
);
if (missing.length > 0) {
  console.error(
    'These changes break callers. Undo them, or announce them in docs/api/changes.md:\n',
  );
  for (const change of missing) console.error(`- ${change}`);
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(SNAPSHOT, text);
} else if (text !== committed) {
  console.error('docs/api/openapi.json is not what the endpoints say: npm run api:describe');
  process.exitCode = 1;
}
