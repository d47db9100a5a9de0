import type { ReactNode } from 'react';
import type { OtherLocale } from './dashboard-page.ts';

/** The frame of the pages before one is signed in: one thing, and the other language. */
export function EntryShell(props: {
  heading: string;
  intro: string;
  otherLocale: OtherLocale;
  /** Said above it, such as that one is signed out. */
  notice?: string | undefined;
  children?: ReactNode;
}) {
  const { otherLocale } = props;
  return (
    <main className="entry">
      <div className="entry-card">
        <div>
          <p className="entry-brand" lang="en">
            Praya
          </p>
          <h1 className="dash-title">{props.heading}</h1>
          <p className="dash-intro">{props.intro}</p>
        </div>
        {props.notice === undefined ? null : (
          <p className="notice" role="status">
            {props.notice}
          </p>
        )}
        {props.children}
      </div>
      <a
        className="language-switch"
        href={otherLocale.href}
        hrefLang={otherLocale.lang}
        lang={otherLocale.lang}
      >
        {otherLocale.label}
      </a>
    </main>
  );
}
