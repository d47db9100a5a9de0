import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/**
 * What the tables of this folder are made of. Every row belongs to a merchant. Amounts are bigint minor
 * units beside their currency; times are timestamptz; `jsonb` columns are parsed by the store that reads
 * them.
 */

export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

export const minor = (name: string) => bigint(name, { mode: 'bigint' });

/** A value sealed by `lib/platform/secret-box.ts`. */
export const sealed = customType<{ data: string }>({ dataType: () => 'text' });
