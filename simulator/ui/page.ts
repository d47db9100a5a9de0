import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
export type Language = 'zh-HK' | 'en';

/** Tokens and the few elements every simulated page shares. Each page adds its own on top. */
const BASE_CSS = `
*,*::before,*::after{box-sizing:border-box}
:root{--ink:#16202b;--quiet:#56636f;--line:#dbe1e6;--surface:#fff;--ground:#eef2f4;--accent:#0b4f6c;
--accent-ink:#fff;--good:#1c7a4a;--bad:#b3261e;--warn:#8a5a00;color-scheme:light;
font:16px/1.5 system-ui,"PingFang HK","Noto Sans HK","Noto Sans CJK HK","Microsoft JhengHei",sans-serif}
:lang(zh-HK){line-height:1.6}
body{margin:0;background:var(--ground);color:var(--ink)}
h1,h2,p,dl,dd,ol,ul{margin:0}h1{font-size:22px;line-height:1.3}h2{font-size:17px}
button,input,textarea,select{font:inherit;color:inherit}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:48px;padding:0 20px;
border:1px solid transparent;border-radius:12px;background:var(--accent);color:var(--accent-ink);font-weight:600;
text-decoration:none;cursor:pointer}
button.quiet,.button.quiet{background:transparent;color:var(--accent);border-color:var(--line)}
button:hover,.button:hover{filter:brightness(1.07)}
input,textarea,select{width:100%;min-height:48px;padding:10px 12px;border:1px solid #9aa7b2;border-radius:8px;background:#fff}
textarea{min-height:96px;font:14px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin-bottom:6px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.quiet-text{color:var(--quiet);font-size:14px}
.note{padding:12px 14px;border-radius:8px;background:#fff4dc;color:#5c3d00;font-size:15px}
.note.bad{background:#fdecea;color:#7d1712}
.tabular{font-variant-numeric:tabular-nums}
`;

export interface PageInput {
  readonly title: string;
  readonly language: Language;
  /** Our own style sheet text, never anything a visitor sent. */
  readonly css: string;
  readonly body: Markup;
}

/** A whole HTML document. */
export function page(input: PageInput): Markup {
  return html`<!doctype html>
    <html lang="${input.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${input.title}</title>
        <style>
          ${raw(BASE_CSS + input.css)}
        </style>
      </head>
      <body>
        ${input.body}
      </body>
    </html>`;
}

/** The page's language: asked for by `?lang=`, else the browser's. */
export function languageOf(
  asked: string | undefined,
  acceptLanguage: string | undefined,
): Language {
  if (asked === 'en' || asked === 'zh-HK') return asked;
  return /^\s*zh/i.test(acceptLanguage ?? '') ? 'zh-HK' : 'en';
}

const ICONS = {
  tick: 'M9 17l6 6 12-13',
  cross: 'M11 11l14 14M25 11L11 25',
  wait: 'M18 9v9l6 4',
} as const;

/** A round state mark: done, refused or waiting. */
export function stateMark(state: 'good' | 'bad' | 'wait'): Markup {
  const path = state === 'good' ? ICONS.tick : state === 'bad' ? ICONS.cross : ICONS.wait;
  return html`<span class="mark ${state}" aria-hidden="true"
    ><svg
      width="36"
      height="36"
      viewBox="0 0 36 36"
      fill="none"
      stroke="currentColor"
      stroke-width="3.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d="${path}" /></svg
  ></span>`;
}
