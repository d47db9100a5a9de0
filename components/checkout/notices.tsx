import type { CheckoutView, PreviousAttempt } from '#lib/domain/checkout-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import type { PageContext, PlainRefusal } from './checkout-actions.ts';
import { AlertIcon } from './icons.tsx';
import { merchantName } from './merchant-name.ts';
import { setupFailure } from './setup-failure.ts';

type OpenView = Extract<CheckoutView, { state: 'open' }>;

interface NoticeWords {
  readonly title: string;
  readonly body: string;
}

/** What happened last, above the list: first what became of the money, then what to do. */
export function PreviousNotice(props: { previous: PreviousAttempt; setup: boolean; words: Words }) {
  const { title, body } = props.setup
    ? setupWords(props.previous, props.words)
    : previousWords(props.previous, props.words);
  const bad = props.previous.result === 'declined';
  return (
    <div className={bad ? 'notice notice-bad' : 'notice'} role={bad ? 'alert' : 'status'}>
      <AlertIcon size={20} />
      <div>
        <p className="notice-title">{title}</p>
        <p>{body}</p>
      </div>
    </div>
  );
}

/** The form that led here was refused: nothing was begun, nothing charged. */
export function RefusedNotice(props: { refused: PlainRefusal; words: Words }) {
  return (
    <div className="notice notice-bad" role="alert">
      <AlertIcon size={20} />
      <div>
        <p className="notice-title">{props.words.t('refused.title')}</p>
        <p>{props.words.t(`refused.${props.refused}`)}</p>
      </div>
    </div>
  );
}

function setupWords({ result, failureCode }: PreviousAttempt, words: Words): NoticeWords {
  const { t } = words;
  if (result !== 'declined') {
    return { title: t('setup.declinedHeading'), body: t('setup.declinedBody') };
  }
  const { title, body, suggestion } = setupFailure(failureCode ?? 'processing_error', words);
  return { title, body: `${body}${words.locale === 'en' ? ' ' : ''}${suggestion}` };
}

function previousWords(previous: PreviousAttempt, words: Words): NoticeWords {
  const { t } = words;
  const method = words.methodShort(previous.method);
  switch (previous.result) {
    case 'declined': {
      const failure = words.failure(previous.failureCode ?? 'processing_error');
      const gap = words.locale === 'en' ? ' ' : '';
      return { title: failure.title, body: `${failure.body}${gap}${failure.suggestion}` };
    }
    case 'expired':
      return { title: t('previous.expired', { method }), body: t('previous.expiredBody') };
    case 'canceled':
      return {
        title: t('previous.canceled', { method }),
        // Money sent by the shopper may arrive although we stopped asking for it.
        body: t(
          METHODS[previous.method].direction === 'push'
            ? 'previous.canceledPush'
            : 'previous.canceledPull',
        ),
      };
    default:
      return unreachable(previous.result);
  }
}

/** Paying in full although a wrong amount came before: chosen, and said again above the list. */
export function PayInFullNotice(props: { view: OpenView; page: PageContext }) {
  const { view, page } = props;
  const { words } = page;
  const received = view.received.map(
    (owed) => `${words.methodShort(owed.method)} ${words.money(owed.amount)}`,
  );
  return (
    <div className="notice notice-warn" role="status">
      <AlertIcon size={20} />
      <div>
        <p className="notice-title">
          {words.t('wrongAmount.again', { amount: words.money(view.summary.total) })}
        </p>
        <p>
          {words.t('wrongAmount.againBody', {
            received: words.list(received),
            merchant: merchantName(view.summary.merchant, page.locale),
          })}
        </p>
      </div>
    </div>
  );
}

/** A code or wallet request that can still be paid: going on with it comes before starting another. */
export function ResumeNotice(props: {
  resumable: NonNullable<OpenView['resumable']>;
  page: PageContext;
}) {
  const { words, basePath } = props.page;
  const { action } = props.resumable;
  const method = words.methodShort(props.resumable.method);
  return (
    <div className="notice notice-resume">
      <div>
        <p className="notice-title">
          {words.t(action === 'show_qr' ? 'resume.qr' : 'resume.redirect', { method })}
        </p>
        <p>{words.t('resume.body')}</p>
      </div>
      <a className="button-small" href={`${basePath}/${props.resumable.attemptId}`}>
        {words.t('resume.action', { method })}
      </a>
    </div>
  );
}
