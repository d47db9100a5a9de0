import type { Database } from '#lib/db/client.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Env } from '#lib/platform/env.ts';
import type { Log } from '#lib/platform/log.ts';
import type { SecretBox } from '#lib/platform/secret-box.ts';
import type { PaymentProvider } from '#lib/domain/provider.ts';
import type { OrderingBook } from './ordering/ordering-book.ts';
import type { RequestLog } from './request-log.ts';

/** What every operation is handed: the database, time, secrets, settings, and who it may call. */
export interface AppContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly log: Log;
  readonly env: Env;
  readonly providers: Readonly<Record<ProviderId, PaymentProvider>>;
  /** What orders of methods are decided by, in memory. */
  readonly ordering: OrderingBook;
  /** Where calls of the merchant API are noted. */
  readonly requests: RequestLog;
  /** Wakes the background work early, e.g. when an event was written. Never waits for it. */
  readonly wakeWorker: () => void;
}
