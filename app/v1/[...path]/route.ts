import { answerWithoutContext, handleApiRequest } from '#lib/api/handler.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { createLog } from '#lib/platform/log.ts';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

/** The merchant API. It lives at the root of the host: Stripe's SDKs take no path prefix. */
async function answer(request: Request): Promise<Response> {
  let context: Awaited<ReturnType<typeof getAppContext>>;
  try {
    context = await getAppContext();
  } catch (error) {
    createLog('error').error({ err: error }, 'the app could not be opened');
    return answerWithoutContext(error, request);
  }
  return handleApiRequest(context, request);
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
