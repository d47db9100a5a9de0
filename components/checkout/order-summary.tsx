import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { ChevronDownIcon } from './icons.tsx';

/**
 * What is bought. Folded on a phone, so that the methods are in reach; on a wide page the style sheet
 * holds it open. Without lines there is nothing to unfold.
 */
export function OrderSummary(props: { summary: CheckoutSummary; words: Words }) {
  const { summary, words } = props;
  if (summary.lineItems.length === 0) return null;
  return (
    <details className="order-summary">
      <summary>
        <span>{words.t('summary.title')}</span>
        <span className="order-count">
          {words.t('summary.items', { count: summary.lineItems.length })}
        </span>
        <ChevronDownIcon />
      </summary>
      <div className="order-lines">
        <ul>
          {summary.lineItems.map((line, index) => (
            <LineItem key={index} line={line} words={words} />
          ))}
        </ul>
        <p className="order-total">
          <span>{words.t('summary.total')}</span>
          <span>{words.money(summary.total)}</span>
        </p>
      </div>
    </details>
  );
}

function LineItem(props: { line: CheckoutSummary['lineItems'][number]; words: Words }) {
  const { line, words } = props;
  return (
    <li>
      <div className="order-line-text">
        <span>{line.name}</span>
        {line.description === null ? null : (
          <span className="order-line-quiet">{line.description}</span>
        )}
        {line.quantity === 1 ? null : (
          <span className="order-line-quiet">
            {words.t('summary.quantity', { count: line.quantity })} ·{' '}
            {words.t('summary.each', { amount: words.money(line.unitAmount) })}
          </span>
        )}
      </div>
      <span className="order-line-amount">{words.money(line.amount)}</span>
    </li>
  );
}
