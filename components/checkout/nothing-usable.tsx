import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import type { PageContext } from './checkout-actions.ts';
import { AlertIcon } from './icons.tsx';
import { merchantName } from './merchant-name.ts';

type OpenView = Extract<CheckoutView, { state: 'open' }>;

/**
 * Above a list of which nothing can be chosen: that it is so, and what is left to do. Each row says why it cannot;
 * a wallet's button may stand beside the list all the same. Nothing where an app's own browser is the reason: that
 * has a notice of its own, with the way out.
 */
export function NothingUsableNotice(props: { view: OpenView; page: PageContext }) {
  const { words } = props.page;
  if (props.view.methods.some(({ reason }) => reason?.code === 'in_app_browser')) return null;
  return (
    <div className={props.view.express === null ? 'notice notice-warn' : 'notice'} role="status">
      <AlertIcon size={20} />
      <div>
        <p className="notice-title">{title(props.view, props.page)}</p>
        {isUntouched(props.view) ? <p>{words.t('nothingUsable.notCharged')}</p> : null}
        <p>{whatIsLeft(props.view, props.page)}</p>
      </div>
    </div>
  );
}

function title({ express }: OpenView, { words }: PageContext): string {
  if (express === null) return words.t('nothingUsable.title');
  const wallets = words.list(express.methods.map((method) => words.methodName(method)));
  return words.t('nothingUsable.walletsTitle', { wallets });
}

/** What was tried or paid before has a notice of its own. */
function isUntouched({ previous, resumable, received }: OpenView): boolean {
  return previous === null && resumable === null && received.length === 0;
}

function whatIsLeft(view: OpenView, { words, locale }: PageContext): string {
  const { express, methods, summary } = view;
  const merchant = merchantName(summary.merchant, locale);
  if (express !== null) return words.t('nothingUsable.wallets', { merchant });
  const elsewhere = methods.some(({ reason }) => reason?.code === 'other_device');
  return words.t(elsewhere ? 'nothingUsable.elsewhere' : 'nothingUsable.body', { merchant });
}
