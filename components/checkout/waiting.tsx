import type { AttemptView, CheckoutView } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import type { MoneyBack } from '#lib/domain/owed-money.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
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
  /** What the page says of money on its way back; left out where it says nothing of it. */
  moneyBack?: MoneyBack;
}) {
  return (
    <>
      <StatusWatcher
        statusUrl={statusUrlFor(props.page, props.attemptId)}
        session={props.sessionOpen === null ? null : props.sessionOpen ? 'open' : 'over'}
        attempt={props.shown}
        moneyBack={props.moneyBack ?? null}
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
      <StatusWatcher
        statusUrl={props.page.statusUrl}
        session="over"
        attempt={null}
        moneyBack={null}
      />
      <noscript>
        <meta httpEquiv="refresh" content={String(RELOAD_SECONDS)} />
      </noscript>
    </>
  );
}

/**
 * The list of methods, while something the shopper opened before can still be paid in another app: when
 * it is, the list must not go on offering to pay. Without script nothing reloads under a form.
 */
export function WatchFromList(props: {
  page: PageContext;
  view: Extract<CheckoutView, { state: 'open' }>;
}) {
  const { page, view } = props;
  const watched = watchedFromList(view);
  if (watched === null) return null;
  return (
    <StatusWatcher
      statusUrl={statusUrlFor(page, watched.attemptId)}
      session="open"
      attempt={watched.state}
      moneyBack={null}
    />
  );
}

function watchedFromList({ resumable, previous }: Extract<CheckoutView, { state: 'open' }>): {
  attemptId: PaymentAttemptId;
  state: AttemptView['state'];
} | null {
  if (resumable !== null) return { attemptId: resumable.attemptId, state: 'requires_action' };
  if (previous === null || previous.result === 'declined') return null;
  // Money the shopper sends themselves can come after the end.
  return METHODS[previous.method].direction === 'push'
    ? { attemptId: previous.attemptId, state: previous.result }
    : null;
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
