import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { checkoutStatus } from '#lib/operations/checkout-status.ts';
import { getAppContext } from '#lib/operations/app-context.ts';

export const dynamic = 'force-dynamic';

/** Where a session stands: `CheckoutStatus` as JSON. The session's id is what lets a shopper ask. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ session: string }> },
): Promise<Response> {
  const { session } = await params;
  const attempt = new URL(request.url).searchParams.get('attempt');
  if (!/^cs_(?:test|live)_[0-9A-Za-z]{32}$/.test(session)) return notFound();
  if (attempt !== null && !/^pa_[0-9A-Za-z]{24}$/.test(attempt)) return notFound();
  try {
    const status = await checkoutStatus(await getAppContext(), {
      sessionId: session as CheckoutSessionId, // the pattern above is the brand's
      attemptId: attempt as PaymentAttemptId | null, // the pattern above is the brand's
    });
    return status === null ? notFound() : Response.json(status);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return Response.json(
      { error: 'try_again_later' },
      { status: 503, headers: { 'Retry-After': '2' } },
    );
  }
}

function notFound(): Response {
  return Response.json({ error: 'not_found' }, { status: 404 });
}
