import type { ShownKey } from '#components/dashboard/developers/keys-page.tsx';
import { type ListedKey, isWorkingKey } from '#lib/operations/manage-api-keys.ts';

/** A key as pages show it: what tells it from others, and nothing that opens anything. */
export function shownKey({ row, madeBy }: ListedKey, now: Date): ShownKey {
  const { kind, livemode, revokedAt, replacedBy } = row;
  const isWorking = isWorkingKey(row, now);
  return {
    id: row.id,
    name: row.name,
    kind: kind === 'restricted' ? 'restricted' : 'secret',
    scopes: row.scopes ?? [],
    prefix: `praya_${kind === 'restricted' ? 'rk' : 'sk'}_${livemode ? 'live' : 'test'}_`,
    last4: row.last4,
    state:
      revokedAt !== null
        ? 'revoked'
        : !isWorking
          ? 'ended'
          : replacedBy === null
            ? 'works'
            : 'rolled',
    createdAt: row.createdAt,
    madeBy,
    lastUsedAt: row.lastUsedAt,
    endsAt: revokedAt ?? row.expiresAt,
  };
}
