import { openApp } from '#lib/operations/app-context.ts';
import { readEnv } from '#lib/platform/env.ts';

/**
 * The background work as a process of its own, to be killed while it delivers webhooks. Settings come from
 * the environment, as for the app.
 */
await openApp(readEnv(), { work: true });
process.stdout.write('ready\n');
