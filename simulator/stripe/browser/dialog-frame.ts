/**
 * Opens a page of the simulator's in a dialog over the shopper's page, which is inert meanwhile. Resolves
 * with the message of type `doneType` by which that page says it is over, and takes the dialog away.
 */
export function openDialogFrame(dialogOf: {
  readonly url: string;
  readonly name: string;
  readonly title: string;
  readonly height: string;
  readonly doneType: string;
}): Promise<Readonly<Record<string, unknown>>> {
  const { origin } = new URL(dialogOf.url);
  const frame = document.createElement('iframe');
  frame.name = dialogOf.name;
  frame.title = dialogOf.title;
  frame.src = dialogOf.url;
  Object.assign(frame.style, {
    border: '0',
    width: 'min(400px, 100%)',
    height: `min(${dialogOf.height}, 100%)`,
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
      if (!isRecord(data) || data['type'] !== dialogOf.doneType) return;
      window.removeEventListener('message', onMessage);
      dialog.remove();
      release();
      if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
      resolve(data);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
