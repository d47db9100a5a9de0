import { answerWithApp } from '#lib/api/answer-api-request.ts';
import { type ApiListener, startApiListener } from '#lib/api/api-listener.ts';
import { answerOf } from '#lib/api/incoming-call.ts';
import { answerHealth } from '#lib/operations/app-health.ts';
import { startApp } from '#lib/operations/start-app.ts';
import { compressEveryAnswer } from '#lib/platform/compress-answers.ts';
import { EnvError, readEnv } from '#lib/platform/env.ts';

/**
 * `npm run api`: the merchant API alone, for hosts that want it apart from the pages. It shares the
 * database with the app, which does the background work for both.
 */

/** What a call may take to end once we are told to stop; process managers kill after ten to thirty. */
const GRACE_MS = 8_000;

process.env['PRAYA_WORKER'] = 'off';
compressEveryAnswer();
let listener: ApiListener | null = null;
await startApp({ beforeClose: async () => listener?.close(GRACE_MS) });
listener = await startApiListener(
  async (call) =>
    call.target.split('?', 1)[0] === '/health'
      ? answerOf(await answerHealth())
      : answerWithApp(call),
  addressFromEnv(),
);

function addressFromEnv(): { port: number; host?: string } {
  try {
    const { PRAYA_API_PORT: port, PRAYA_API_HOST: host } = readEnv();
    return host === undefined ? { port } : { port, host };
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
