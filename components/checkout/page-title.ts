import type { AttemptView, CheckoutView, Receipt } from '#lib/domain/checkout-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';
import { merchantName } from './merchant-name.ts';

/** Title of a session's page: the state first, so that it can be told from the tab. */
export function checkoutTitle(view: CheckoutView, words: Words): string {
  return title(checkoutTitleKey(view), view, words);
}

/** Title of an attempt's page. */
export function attemptTitle(view: AttemptView, words: Words): string {
  return title(attemptTitleKey(view), view, words);
}

function title(key: MessageKey, view: CheckoutView | AttemptView, words: Words): string {
  const { merchant, total, purpose } = view.summary;
  return words.t((purpose === 'setup' ? SETUP_TITLES[key] : undefined) ?? key, {
    merchant: merchantName(merchant, words.locale),
    amount: words.money(total),
    method: 'method' in view ? words.methodShort(view.method) : '',
  });
}

/** Where a title speaks of a payment and there is none. */
const SETUP_TITLES: Partial<Readonly<Record<MessageKey, MessageKey>>> = {
  'title.open': 'setup.title',
  'title.processing': 'setup.titleProcessing',
  'title.paid': 'setup.titleDone',
  'title.declined': 'setup.titleDeclined',
};

function checkoutTitleKey(view: CheckoutView): MessageKey {
  switch (view.state) {
    case 'open':
      return 'title.open';
    case 'processing':
      return 'title.processing';
    case 'paid':
      return paidTitleKey(view.receipt);
    case 'released':
      return 'title.released';
    case 'wrong_amount':
      return 'title.wrongAmount';
    case 'expired':
      return view.checking ? 'title.processing' : 'title.expired';
    default:
      return unreachable(view);
  }
}

function attemptTitleKey(view: AttemptView): MessageKey {
  switch (view.state) {
    case 'requires_action':
      return actionTitleKey(view.nextAction.type);
    case 'processing':
      return view.unreached ? 'title.unreached' : 'title.processing';
    case 'declined':
      return 'title.declined';
    case 'expired':
      return 'title.expired';
    case 'canceled':
      return 'title.canceled';
    case 'wrong_amount':
      return 'title.wrongAmount';
    case 'paid':
      return paidTitleKey(view.receipt);
    default:
      return unreachable(view);
  }
}

function paidTitleKey({ hold }: Receipt): MessageKey {
  return hold?.taken === false ? 'title.held' : 'title.paid';
}

type ActionType = Extract<AttemptView, { state: 'requires_action' }>['nextAction']['type'];

function actionTitleKey(type: ActionType): MessageKey {
  switch (type) {
    case 'show_qr':
      return 'title.scan';
    case 'redirect':
    case 'form_post':
      return 'title.goOn';
    case 'provider_sdk':
      return 'title.verify';
    default:
      return unreachable(type);
  }
}
