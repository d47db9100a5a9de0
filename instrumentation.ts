/**
 * Starts the background work with the server rather than with the first shopper: after a crash, what
 * was under way heals even if nobody visits. A database that is away now may be back in a moment, so
 * the server comes up regardless and tries again.
 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { cleanEveryRequest } = await import('#lib/platform/clean-requests.ts');
  cleanEveryRequest();
  const { compressEveryAnswer } = await import('#lib/platform/compress-answers.ts');
  compressEveryAnswer();
  const { actionsKey } = await import('#lib/platform/actions-key.ts');
  const secret = process.env['PRAYA_SECRET'];
  // A missing secret is reported with all other settings, just below.
  if (secret !== undefined) process.env['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY'] = actionsKey(secret);
  const { startApp } = await import('#lib/operations/start-app.ts');
  await startApp();
}
