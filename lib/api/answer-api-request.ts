import { getAppContext } from '#lib/operations/app-context.ts';
import { createLog } from '#lib/platform/log.ts';
import { answerWithoutContext, handleApiRequest } from './handler.ts';

/** Answers a call with this process's app, opened at first use; 503 while it cannot be. */
export async function answerApiRequest(request: Request): Promise<Response> {
  let context: Awaited<ReturnType<typeof getAppContext>>;
  try {
    context = await getAppContext();
  } catch (error) {
    createLog('error').error({ err: error }, 'the app could not be opened');
    return answerWithoutContext(error, request);
  }
  return handleApiRequest(context, request);
}
