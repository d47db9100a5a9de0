'use client';

import { useEffect } from 'react';
import { InlineSheet } from './inline-sheet.tsx';

/**
 * In the whole document's place when drawing it failed, which needs a script; what fails before that is
 * answered in plain HTML (`when-away.ts`). It says nothing about the payment, because nothing is known
 * here; a fresh load does know. Both languages: the words must not have to be fetched.
 *
 * The build puts it in the place of the framework's own last resort too (`next.config.mjs`).
 */
export default function GlobalError() {
  useEffect(() => {
    document.querySelector<HTMLElement>('.state-heading')?.focus();
  }, []);
  return (
    <html lang="en">
      <head>
        <title>請稍後再試 · Please try again shortly</title>
        <InlineSheet />
      </head>
      <body>
        <main className="message-page">
          <section className="state">
            <h1 className="state-heading" tabIndex={-1}>
              <span lang="zh-Hant-HK">請稍後再試</span> · Please try again shortly
            </h1>
            <p className="state-sentence" lang="zh-Hant-HK">
              暫時未能顯示此頁。如你已付款，請勿重複付款，付款結果會在此頁顯示。
            </p>
            <p className="state-sentence">
              This page can’t be shown right now. If you have already paid, please don’t pay again:
              this page will show the result.
            </p>
            <button type="button" className="button-primary" onClick={() => location.reload()}>
              <span lang="zh-Hant-HK">重新載入</span> · Reload
            </button>
          </section>
        </main>
      </body>
    </html>
  );
}
