import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The versions Debian installs beside each other, the newest first. */
const DEBIAN_VERSIONS = [19, 18, 17, 16, 15, 14] as const;

/** `pgbench` on the PATH, or where Debian's postgresql-contrib puts it; null where there is none. */
export function findPgbench(): string | null {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...DEBIAN_VERSIONS.map((version) => `/usr/lib/postgresql/${version}/bin`),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path)) ?? null;
}
