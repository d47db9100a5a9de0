import type { AttemptView } from '#lib/domain/checkout-view.ts';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { type OwedMoney, moneyBack } from '#lib/domain/owed-money.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { PageContext } from './checkout-actions.ts';
import { UndoIcon } from './icons.tsx';
import { Waiting } from './waiting.tsx';

/** On a receipt: money beyond what was due, how much of which payment, and what becomes of it. */
export function OwedNotices(props: { owed: readonly OwedMoney[]; merchant: string; words: Words }) {
  const { merchant, words } = props;
  return props.owed.map((owed, index) => (
    <div key={index} className="notice">
      <UndoIcon size={20} />
      <div>
        <h2 className="notice-title">{words.t(`owed.${owed.cause}`)}</h2>
        <p>
          {words.t(`owed.${owed.progress}`, {
            amount: words.money(owed.amount),
            method: words.methodShort(owed.method),
            merchant,
          })}
        </p>
      </div>
    </div>
  ));
}

/** Keeps a page true that says a refund is under way. */
export function WatchRefunds(props: {
  page: PageContext;
  attemptId: PaymentAttemptId;
  shown: AttemptView['state'];
  owed: readonly OwedMoney[];
}) {
  const back = moneyBack(props.owed);
  if (back !== 'under_way') return null;
  return (
    <Waiting
      page={props.page}
      attemptId={props.attemptId}
      shown={props.shown}
      sessionOpen={false}
      moneyBack={back}
    />
  );
}
