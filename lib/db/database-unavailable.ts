/**
 * SQLSTATE classes and socket errors that say "the database is not there", as against "that statement
 * is wrong": connection exceptions (08), operator intervention such as a restart (57P), too many
 * connections (53300). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/**
 * What `pg` says without a code: of a connection that broke under a statement, before one (a transaction
 * that is rolled back on it says only this), or that could not be had in time.
 */
const WORDS = /Connection terminated|is not queryable|timeout exceeded when trying to connect/;

/** Whether an error, or what caused it, is the database being away: the answer is 503, try again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const code = 'code' in current ? String(current.code) : '';
    if (UNAVAILABLE_CODES.has(code) || code.startsWith('08')) return true;
    if (WORDS.test(current.message)) {
      return true;
    }
    current = current.cause;
  }
  return false;
}
