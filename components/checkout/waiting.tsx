import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { PageContext } from './checkout-actions.ts';
import { StatusWatcher } from './islands/status-watcher.tsx';

/** Seconds between reloads of a waiting page with JavaScript off. */
const RELOAD_SECONDS = 10;

/** Keeps a page that waits for the server true, with JavaScript and without. */
export function Waiting(props: {
  page: PageContext;
  attemptId: PaymentAttemptId;
  shown: AttemptView['state'];
  /** Null: what is shown is about the attempt alone, however long the session has been over. */
  sessionOpen: boolean | null;
}) {
  return (
    <>
      <StatusWatcher
        statusUrl={statusUrlFor(props.page, props.attemptId)}
        session={props.sessionOpen === null ? null : props.sessionOpen ? 'open' : 'over'}
        attempt={props.shown}
      />
      <noscript>
        <meta httpEquiv="refresh" content={String(RELOAD_SECONDS)} />
      </noscript>
    </>
  );
}

/** The same for a session that is over while a payment may still be on its way. */
export function WaitingForSession(props: { page: PageContext }) {
  return (
    <>
      <StatusWatcher statusUrl={props.page.statusUrl} session="expired" attempt={null} />
      <noscript>
        <meta httpEquiv="refresh" content={String(RELOAD_SECONDS)} />
      </noscript>
    </>
  );
}

/** The status endpoint, asked about one attempt: `?attempt=pa_…`. */
export function statusUrlFor(page: PageContext, attemptId: PaymentAttemptId): string {
  if (page.statusUrl.includes('attempt=')) return page.statusUrl;
  const separator = page.statusUrl.includes('?') ? '&' : '?';
  return `${page.statusUrl}${separator}attempt=${attemptId}`;
}

/** The address of an attempt's own page. */
export function attemptPath(page: PageContext, attemptId: PaymentAttemptId): string {
  return `${page.basePath}/${attemptId}`;
}
