import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * The oldest versions without a known critical hole. Raise them with the pins in package.json when an
 * advisory says so: CONTRIBUTING.md, "Advisories".
 */
const OLDEST_SAFE = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' } as const;

const packageSchema = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+/) });

export class UnsafeVersionError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Praya does not start with packages that have known holes: ${problems.join('; ')}. Run npm ci.`,
    );
    this.name = 'UnsafeVersionError';
  }
}

/** Reads what is installed below `root`. Throws UnsafeVersionError where anything is too old. */
export function requireSafeVersions(root: string): void {
  const problems = Object.entries(OLDEST_SAFE).flatMap(([name, oldest]) => {
    const file = join(root, 'node_modules', name, 'package.json');
    const { version } = packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isOlder(version, oldest) ? [`${name} ${version} is older than ${oldest}`] : [];
  });
  if (problems.length > 0) throw new UnsafeVersionError(problems);
}

/** A prerelease counts as older than its release. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => (text.split(/[-+]/, 1)[0] ?? '').split('.').map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  for (const [index, wanted] of b.entries()) {
    const had = a[index] ?? 0;
    if (had !== wanted) return had < wanted;
  }
  return version.includes('-') && !than.includes('-');
}
