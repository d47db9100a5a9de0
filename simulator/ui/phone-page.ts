import { html } from 'hono/html';
import { type Language, type Markup, page } from './page.ts';

/** The frame that makes a page look like an app on a telephone; on a telephone it fills the screen. */
const PHONE_CSS = `
.phone{max-width:420px;min-height:100dvh;margin:0 auto;background:var(--surface);display:flex;flex-direction:column}
@media(min-width:520px){body{padding:32px 16px}.phone{min-height:760px;border-radius:36px;overflow:hidden;
box-shadow:0 0 0 10px #16202b,0 24px 60px rgba(20,35,50,.28)}}
.bar{display:flex;align-items:center;gap:12px;padding:18px 20px;background:var(--accent);color:var(--accent-ink)}
.bar strong{font-size:18px}.bar a{margin-left:auto;color:inherit;font-size:14px;padding:12px 4px}
.sheet{flex:1;display:flex;flex-direction:column;gap:20px;padding:24px 20px 28px}
.sheet form{display:flex;flex-direction:column;gap:14px}
.amount{font-size:40px;line-height:1.2;font-weight:700;font-variant-numeric:tabular-nums}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:10px 20px;padding:16px;border:1px solid var(--line);border-radius:12px}
.facts dt{color:var(--quiet)}.facts dd{text-align:right;overflow-wrap:anywhere}
.actions{margin-top:auto;display:flex;flex-direction:column;gap:12px}
.actions button,.actions .button{width:100%}
.mark{width:64px;height:64px;border-radius:50%;display:grid;place-items:center;color:#fff;background:var(--good)}
.mark.bad{background:var(--bad)}.mark.wait{background:var(--warn)}
.centre{display:flex;flex-direction:column;align-items:center;text-align:center;gap:14px;padding-top:24px}
.foot{padding:14px 20px;text-align:center;font-size:13px;color:var(--quiet);border-top:1px solid var(--line)}
`;

/** A page of an app's: its bar with mark, name and the way to the other language, a sheet, a foot. */
export function phonePage(app: {
  readonly title: string;
  readonly language: Language;
  /** What this app adds to the frame, its accent among it. */
  readonly css: string;
  /** Drawn in lines of 2 in a square of 30. */
  readonly mark: Markup;
  readonly name: string;
  readonly otherLanguage: {
    readonly href: string;
    readonly lang: Language;
    readonly label: string;
  };
  readonly sheet: Markup;
  readonly foot: string;
}): Markup {
  const { href, lang, label } = app.otherLanguage;
  return page({
    title: app.title,
    language: app.language,
    css: PHONE_CSS + app.css,
    body: html`<main class="phone">
      <div class="bar">
        <svg
          width="30"
          height="30"
          viewBox="0 0 30 30"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          aria-hidden="true"
        >
          ${app.mark}
        </svg>
        <strong>${app.name}</strong>
        <a href="${href}" lang="${lang}">${label}</a>
      </div>
      <div class="sheet">${app.sheet}</div>
      <p class="foot">${app.foot}</p>
    </main>`,
  });
}
