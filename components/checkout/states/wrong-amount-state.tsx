import type { CheckoutSummary, WrongAmount } from '#lib/domain/checkout-view.ts';
import { moneyBack } from '#lib/domain/owed-money.ts';
import type { PageContext } from '../checkout-actions.ts';
import { contactHref } from '../contact-href.ts';
import { AlertIcon, UndoIcon } from '../icons.tsx';
import { merchantName } from '../merchant-name.ts';
import { ReceiptLine } from '../receipt-line.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';
import { Waiting } from '../waiting.tsx';

/**
 * Money came, and not what was due. What came and what was due stand side by side, with what happens to
 * it; to pay in full all the same is possible, and never the first thing offered.
 */
export function WrongAmountState(props: {
  summary: CheckoutSummary;
  wrongAmount: WrongAmount;
  page: PageContext;
}) {
  const { summary, wrongAmount, page } = props;
  const { words } = page;
  const { t } = words;
  const merchant = merchantName(summary.merchant, page.locale);
  const contact = contactHref(summary.merchant);
  const back = moneyBack(wrongAmount.received);
  const progress =
    wrongAmount.received.find((owed) => owed.progress === 'with_shop')?.progress ??
    (back === 'under_way' ? 'refunding' : 'refunded');
  return (
    <Shell summary={summary} page={page} amount="none" shopHref={null}>
      <StatePanel
        tone="warn"
        icon={<AlertIcon />}
        heading={t('wrongAmount.heading')}
        sentence={<p>{t('wrongAmount.body', { merchant })}</p>}
      >
        <dl className="receipt">
          {wrongAmount.received.map((owed, index) => (
            <ReceiptLine
              key={index}
              strong
              label={t('wrongAmount.received', { method: words.methodShort(owed.method) })}
            >
              {words.money(owed.amount)}
            </ReceiptLine>
          ))}
          <ReceiptLine label={t('wrongAmount.due')} strong>
            {words.money(wrongAmount.due)}
          </ReceiptLine>
          <ReceiptLine label={t('wrongAmount.reference')}>{wrongAmount.reference}</ReceiptLine>
        </dl>
        <div className="notice">
          {progress === 'with_shop' ? <AlertIcon size={20} /> : <UndoIcon size={20} />}
          <p>{t(`wrongAmount.${progress}`, { merchant })}</p>
        </div>
        <div className="state-actions">
          {contact === null ? (
            <ShopLink summary={summary} words={words} className="button-primary" />
          ) : (
            <a className="button-primary" href={contact}>
              {t('wrongAmount.contact', { merchant })}
            </a>
          )}
          {wrongAmount.sessionOpen ? (
            <a className="button-quiet" href={`${page.basePath}?pay=full`}>
              {t('wrongAmount.payInFull', { amount: words.money(wrongAmount.due) })}
            </a>
          ) : null}
        </div>
      </StatePanel>
      <Waiting
        page={page}
        attemptId={wrongAmount.attemptId}
        shown="wrong_amount"
        sessionOpen={wrongAmount.sessionOpen}
        moneyBack={back}
      />
    </Shell>
  );
}
