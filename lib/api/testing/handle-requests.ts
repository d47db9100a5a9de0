import type { AnswerCall } from '../api-listener.ts';
import { answerOf } from '../incoming-call.ts';

/** The merchant API, or what stands in for it, in a test's words. */
export type Handle = (request: Request) => Promise<Response>;

/** Tests say what they answer in `Request` and `Response`; the listener's calls are handed on as such. */
export function handlingRequests(handle: Handle): AnswerCall {
  return async (call) => {
    const { method, target, headers } = call;
    const request = new Request(`http://localhost${target}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: bodyOf(call), duplex: 'half' }),
    });
    return answerOf(await handle(request));
  };
}

/** Read when it is asked for, and no further than any endpoint would. */
function bodyOf(call: Parameters<AnswerCall>[0]): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = await call.readBody({ maxBytes: MAX_BYTES, timeoutMs: 10_000 });
        if (typeof bytes === 'string') throw new Error(`The body is ${bytes}.`);
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

const MAX_BYTES = 10_000_000;
