import { isDatabaseUnavailable as isUnavailable } from '#lib/db/database-unavailable.ts';

/** Whether something failed because the database is not there: for callers that never see it. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return isUnavailable(error);
}
