import { CHALLENGE_DONE } from './protocol.ts';

/** Opens the bank's page in a dialog over the page; resolves when the bank's page says it is over. */
export function runChallenge(url: string, locale: string): Promise<void> {
  const origin = new URL(url).origin;
  const address = new URL(url);
  address.searchParams.set('embed', '1');
  address.searchParams.set('parent_origin', window.location.origin);
  const frame = document.createElement('iframe');
  frame.name = '__stripeJSChallengeFrame';
  frame.title = /^zh\b/i.test(locale) ? '3D Secure 身分驗證' : '3D Secure authentication';
  frame.src = address.href;
  Object.assign(frame.style, {
    border: '0',
    width: 'min(400px, 100%)',
    height: 'min(420px, 100%)',
    background: '#fff',
    borderRadius: '8px',
    colorScheme: 'light',
  });
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.setAttribute('aria-label', frame.title);
  Object.assign(dialog.style, {
    position: 'fixed',
    inset: '0',
    zIndex: '2147483647',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    padding: '16px',
    background: 'rgba(0, 0, 0, 0.6)',
  });
  dialog.append(frame);
  const focusedBefore = document.activeElement;
  const release = holdBackground();
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      const { data } = event;
      if (typeof data !== 'object' || data === null || !('type' in data)) return;
      if (data.type !== CHALLENGE_DONE) return;
      window.removeEventListener('message', onMessage);
      dialog.remove();
      release();
      if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
      resolve();
    };
    window.addEventListener('message', onMessage);
    document.body.append(dialog);
    frame.focus();
  });
}

/** Makes the page behind the dialog inert; answers how to undo it. */
function holdBackground(): () => void {
  const held = [...document.body.children].filter(
    (child): child is HTMLElement => child instanceof HTMLElement && !child.inert,
  );
  for (const child of held) child.inert = true;
  return () => {
    for (const child of held) child.inert = false;
  };
}
