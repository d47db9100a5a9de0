import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import { CancelForm } from '../cancel-form.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { LeaveIcon } from '../icons.tsx';
import { GoOn } from '../islands/go-on.tsx';
import { Shell } from '../shell.tsx';
import { StatePanel } from '../state-panel.tsx';
import { topOf } from '../top-of.ts';
import { Waiting, attemptPath } from '../waiting.tsx';

type ActionView = Extract<AttemptView, { state: 'requires_action' }>;
type LeavingAction = Extract<NextAction, { type: 'redirect' | 'form_post' }>;

const BUTTON_ID = 'go-on';

/**
 * On to the wallet's own page or app: by itself with JavaScript, by the button without. The page stays
 * true while the shopper is away, and is where they land if they come back without paying.
 */
export function RedirectState(props: {
  view: ActionView;
  action: LeavingAction;
  page: PageContext;
  actions: CheckoutActions;
}) {
  const { view, action, page } = props;
  const { words } = page;
  const method = words.methodShort(view.method);
  return (
    <Shell summary={view.summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<LeaveIcon />}
        heading={words.t('redirect.heading', { method })}
        sentence={
          <p>{words.t('redirect.body', { amount: words.money(view.summary.total), method })}</p>
        }
      >
        <div className="state-actions">
          <GoOnButton
            action={action}
            label={words.t('redirect.action', { method })}
            target={topOf(view.summary)}
          />
          <CancelForm view={view} page={page} actions={props.actions} />
        </div>
      </StatePanel>
      <GoOn buttonId={BUTTON_ID} attemptId={view.attemptId} embed={embedOf(view, page)} />
      <Waiting
        page={page}
        attemptId={view.attemptId}
        shown="requires_action"
        sessionOpen={view.sessionOpen}
      />
    </Shell>
  );
}

function embedOf(view: ActionView, page: PageContext): Parameters<typeof GoOn>[0]['embed'] {
  const { embed } = view.summary;
  if (embed === null) return null;
  return { path: attemptPath(page, view.attemptId), parentOrigins: embed.parentOrigins };
}

/** Wallets refuse to be framed: from a frame the whole window goes. */
function GoOnButton(props: { action: LeavingAction; label: string; target: '_top' | undefined }) {
  const { action, label, target } = props;
  if (action.type === 'redirect') {
    return (
      <a id={BUTTON_ID} className="button-primary" href={action.url} target={target}>
        {label}
      </a>
    );
  }
  return (
    <form action={action.url} method="post" target={target}>
      {Object.entries(action.fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button id={BUTTON_ID} type="submit" className="button-primary">
        {label}
      </button>
    </form>
  );
}
