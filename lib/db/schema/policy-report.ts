import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What browsers reported that the Content-Security-Policy stopped, once for each rule, blocked origin
 * and kind of page. Nothing of the shopper is kept.
 */
export const policyReport = pgTable(
  'policy_report',
  {
    directive: text('directive').notNull(),
    /** An origin, or a word such as `inline` or `data`. */
    blocked: text('blocked').notNull(),
    /** `pay`, `attempt` or `other`. */
    page: text('page').notNull(),
    count: integer('count').notNull().default(1),
    /** A script of an origin that no report had named before. */
    alert: boolean('alert').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.directive, t.blocked, t.page] }),
    index('policy_report_age').on(t.lastSeenAt),
  ],
);
