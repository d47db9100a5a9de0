/**
 * Starts the background work with the server rather than with the first shopper: after a crash, what
 * was under way heals even if nobody visits. A database that is away now may be back in a moment, so
 * the server comes up regardless and tries again.
 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { cleanEveryRequest } = await import('#lib/platform/clean-requests.ts');
  cleanEveryRequest();
  const { startApp } = await import('#lib/operations/start-app.ts');
  await startApp();
}
