import { hkdfSync } from 'node:crypto';

/**
 * The key that the framework seals with what a server action closes over, as it wants it in
 * `NEXT_SERVER_ACTIONS_ENCRYPTION_KEY`. A build carries one of its own, the same in every copy of it:
 * whoever has the build has the key. Derived from PRAYA_SECRET instead, it is the operator's alone, and
 * the same on every node and in every release. (Our actions close over nothing all the same.)
 *
 * `secret`: 32 bytes in base64. Returns 32 bytes in base64.
 */
export function actionsKey(secret: string): string {
  const root = Buffer.from(secret, 'base64');
  const key = hkdfSync('sha256', root, Buffer.alloc(0), 'praya:server-actions:v1', 32);
  return Buffer.from(key).toString('base64');
}
