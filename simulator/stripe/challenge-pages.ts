import { escapeHtml } from './html.ts';
import { formatMoney } from './money.ts';

/** The page that holds the challenge frame, and is told when the challenge is over. */
export interface Embedding {
  readonly parentOrigin: string;
}

const STYLE = `
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1a1f36; background: #fff; }
  main { max-width: 24rem; margin: 0 auto; padding: 2rem 1.25rem; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  p { margin: 0 0 1.25rem; color: #4f566b; }
  form { display: grid; gap: .75rem; }
  button { font: inherit; font-weight: 600; min-height: 2.75rem; border-radius: .375rem; cursor: pointer;
    border: 1px solid #c1c9d2; background: #fff; color: #1a1f36; }
  button[value=complete] { background: #0a5ad4; border-color: #0a5ad4; color: #fff; }
  button:focus-visible { outline: 3px solid #7db5ff; outline-offset: 2px; }`;

/** Asks the shopper (or a test) how the authentication ends. */
export function challengePage(page: {
  /** Null when a card is to be kept and nothing paid. */
  readonly due: { readonly amount: number; readonly currency: string } | null;
  readonly embedding: Embedding | null;
  readonly nonce: string;
}): string {
  const { due, embedding, nonce } = page;
  const hidden =
    embedding === null
      ? ''
      : `<input type="hidden" name="embed" value="1"><input type="hidden" name="parent_origin" value="${escapeHtml(embedding.parentOrigin)}">`;
  return document(
    '3D Secure test page',
    `<h1>3D Secure test page</h1>
<p>${question(due)}</p>
<form method="post">${hidden}
<button type="submit" name="outcome" value="complete" data-testid="3ds-complete">Complete authentication</button>
<button type="submit" name="outcome" value="fail" data-testid="3ds-fail">Fail authentication</button>
</form>`,
    `<style nonce="${nonce}">${STYLE}</style>`,
  );
}

function question(due: { readonly amount: number; readonly currency: string } | null): string {
  if (due === null) {
    return 'Simulated bank: authenticate that this card is saved? <span lang="zh-HK">模擬銀行：驗證儲存這張卡？</span>';
  }
  const money = escapeHtml(formatMoney(due.amount, due.currency));
  return `Simulated bank: authenticate the payment of ${money}? <span lang="zh-HK">模擬銀行：驗證這筆 ${money} 付款？</span>`;
}

/** Shown in the frame for the moment until the page around it closes it. */
export function finishedPage(intentId: string, embedding: Embedding | null): string {
  const script =
    embedding === null
      ? ''
      : `<script src="/stripe-js/challenge-done.js" data-intent="${escapeHtml(intentId)}" data-parent-origin="${escapeHtml(embedding.parentOrigin)}"></script>`;
  return document('Authentication finished', '<p>Authentication finished.</p>', script);
}

export function challengeOverPage(): string {
  return document(
    'Authentication is over',
    '<h1>This authentication is over</h1><p>It was finished already, or the payment was tried again.</p>',
    '',
  );
}

function document(title: string, main: string, head: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>${head}</head>
<body><main>${main}</main></body></html>`;
}
