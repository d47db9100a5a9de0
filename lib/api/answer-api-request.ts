import { getAppContext } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { createLog } from '#lib/platform/log.ts';
import { answerApiCall, answerWithoutContext } from './handler.ts';
import { type CallAnswer, type IncomingCall, callOf, responseOf } from './incoming-call.ts';

/** Answers a call with this process's app, opened at first use; 503 while it cannot be. */
export async function answerWithApp(call: IncomingCall): Promise<CallAnswer> {
  let context: AppContext;
  try {
    context = await getAppContext();
  } catch (error) {
    createLog('error').error({ err: error }, 'the app could not be opened');
    return answerWithoutContext(error, call);
  }
  return answerApiCall(context, call);
}

/** As `answerWithApp`, for the framework. */
export async function answerApiRequest(request: Request): Promise<Response> {
  const call = callOf(request);
  return responseOf(await answerWithApp(call), call);
}
