import { answerApiRequest as answer } from '#lib/api/answer-api-request.ts';

/** The merchant API. It lives at the root of the host: Stripe's SDKs take no path prefix. */
export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
