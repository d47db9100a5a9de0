import { redirect } from 'next/navigation';
import { getAppContext } from '#lib/operations/app-context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { returnToAttempt } from '#lib/operations/return-to-attempt.ts';
import { type PayParams, isAttemptId, readParams } from '../page-context.ts';

export const dynamic = 'force-dynamic';

/**
 * Where wallets and 3-D Secure send the shopper back. What the address claims is not believed (and its
 * secrets, which a provider may append, go no further): the provider is asked, then the attempt's page
 * says how it stands. The page of a code that expired leads here as well, for a shopper who says that
 * they paid it.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<PayParams> },
): Promise<Response> {
  const { locale, sessionId } = readParams(await params);
  const query = new URL(request.url).searchParams;
  const attempt = query.get('attempt') ?? '';
  // A wallet that loses the query still finds the session, which knows the rest.
  if (!isAttemptId(attempt)) redirect(`/${locale}/pay/${sessionId}`);
  const attemptId = attempt;
  try {
    await returnToAttempt(await getAppContext(), { sessionId, attemptId });
  } catch (error) {
    // The attempt's page is answered 503 or 500 meanwhile, and shows how it stands as soon as it can.
    if (!isDatabaseUnavailable(error)) {
      const { log } = await getAppContext();
      log.error({ attempt: attemptId, err: error }, 'return failed');
    }
  }
  const said = query.get('said') === 'paid' ? '?said=paid' : '';
  redirect(`/${locale}/pay/${sessionId}/${attemptId}${said}`);
}
