import { openDialogFrame } from './dialog-frame.ts';
import { CHALLENGE_DONE } from './protocol.ts';

/** Opens the bank's page in a dialog over the page; resolves when the bank's page says it is over. */
export async function runChallenge(url: string, locale: string): Promise<void> {
  const address = new URL(url);
  address.searchParams.set('embed', '1');
  address.searchParams.set('parent_origin', window.location.origin);
  await openDialogFrame({
    url: address.href,
    name: '__stripeJSChallengeFrame',
    title: /^zh\b/i.test(locale) ? '3D Secure 身分驗證' : '3D Secure authentication',
    height: '420px',
    doneType: CHALLENGE_DONE,
  });
}
