import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { receiveNotification } from '#lib/operations/receive-notification.ts';
import { BodyTooLargeError, readBody } from '#lib/platform/read-body.ts';

export const dynamic = 'force-dynamic';

/** Providers' notifications carry one payment; theirs are well under this. */
const MAX_BYTES = 256 * 1024;

const STATUS = { accepted: 200, refused: 400, unknown_account: 404 } as const;

/** What a provider sends about a merchant's account. Anything but 2xx makes it try again. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ provider: string; account: string }> },
): Promise<Response> {
  const { provider: name, account } = await params;
  const provider = PROVIDER_IDS.find((id) => id === name);
  if (provider === undefined || !/^pacc_[0-9A-Za-z]{24}$/.test(account)) return answer(404);
  try {
    const result = await receiveNotification(await getAppContext(), {
      provider,
      accountId: account as ProviderAccountId, // the pattern above is the brand's
      headers: Object.fromEntries(request.headers),
      rawBody: await readBody(request, MAX_BYTES),
    });
    return answer(STATUS[result]);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return answer(413);
    if (isDatabaseUnavailable(error)) return answer(503);
    throw error;
  }
}

function answer(status: number): Response {
  return Response.json({ received: status === 200 }, { status });
}
