import { closeApp } from './app-context.ts';

/**
 * Ends the background work and closes the database when the process is told to end, so that PGlite's
 * folder is left clean and its lock free. The server itself stops taking requests meanwhile.
 */
export function closeAppOnSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void closeApp().finally(() => process.exit(0)));
  }
}
