/**
 * Waits for statements that are sent at once and that the database carries out one after another, in the
 * order in which they stand here: one wait instead of several. Use it instead of `Promise.all` in a
 * transaction: when one fails, what goes on beside it has ended too by the time the failure is thrown, so
 * that nothing is left to be sent on this connection after the transaction.
 */
export async function together<const Work extends readonly unknown[]>(
  ...work: Work
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  const all = Promise.all(work);
  // The first failure is what counts: those after it say only that the transaction is aborted.
  all.catch(() => undefined);
  await Promise.allSettled(work);
  return all as Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }>; // in the same order
}
