import { type Asked, addressOf, wrong } from './destination.ts';

/** Without specificity, so that any rule of the merchant's own wins. */
const SHEET = `:where(.praya-button){display:inline-flex;align-items:center;justify-content:center;
box-sizing:border-box;min-height:48px;padding:12px 24px;border-radius:10px;background:#0f5fa8;color:#fff;
font:600 1rem/1.25 system-ui,sans-serif;text-decoration:none}
:where(.praya-button:hover){background:#0c4d89}
:where(.praya-button:focus-visible){outline:3px solid #0f5fa8;outline-offset:2px}`;

/** A link, since it goes somewhere: it opens in a new tab, is copied and works as links do. */
export function createButton(origin: string, options: unknown): HTMLAnchorElement {
  const href = addressOf(origin, options);
  const { label, locale } = options as Asked; // an object: addressOf has read it
  if (label !== undefined && (typeof label !== 'string' || label.trim() === '')) {
    throw wrong('label must be a text');
  }
  const button = document.createElement('a');
  button.className = 'praya-button';
  button.href = href;
  const language = typeof locale === 'string' ? locale : document.documentElement.lang;
  const chinese = language.startsWith('zh');
  button.textContent = label ?? (chinese ? '立即付款' : 'Pay now');
  if (label === undefined) button.lang = chinese ? 'zh-Hant-HK' : 'en';
  addSheet();
  return button;
}

let added = false;

/** By way of the object model, which a page's policy against inline styles does not forbid. */
function addSheet(): void {
  if (added) return;
  added = true;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // A browser without constructed sheets shows a plain link.
    added = true;
  }
}
