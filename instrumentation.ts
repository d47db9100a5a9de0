/**
 * Starts the background work with the server rather than with the first shopper: after a crash, what
 * was under way heals even if nobody visits.
 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { getAppContext } = await import('#lib/operations/app-context.ts');
  const { closeAppOnSignals } = await import('#lib/operations/shutdown.ts');
  const context = await getAppContext();
  closeAppOnSignals();
  context.log.info({ database: context.database.kind }, 'praya is up');
}
