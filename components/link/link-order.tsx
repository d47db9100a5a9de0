import type { LinkItemView, LinkView } from '#lib/domain/link-view.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { merchantName } from '../checkout/merchant-name.ts';
import type { LinkPageContext } from './link-page.tsx';

/** What is paid for. Always open: it is all there is to read. */
export function LinkOrder(props: { view: LinkView; page: LinkPageContext }) {
  const { view, page } = props;
  const { words } = page;
  const merchant = merchantName(view.merchant, page.locale);
  const [only] = view.items;
  const alone = view.items.length === 1 && only !== undefined ? only : null;
  return (
    <div className="shell-order">
      <h1 className="amount-block">
        <span className="amount-label">{words.t('shell.payTo', { merchant })}</span>{' '}
        {view.total !== null ? <span className="amount">{words.money(view.total)}</span> : null}
        {view.total === null && alone !== null ? (
          <span className="link-name">{alone.name}</span>
        ) : null}
      </h1>
      {alone === null ? (
        <Lines view={view} words={words} />
      ) : (
        <div className="link-about">
          {view.total === null ? null : <p>{alone.name}</p>}
          {alone.description === null ? null : (
            <p className="order-line-quiet">{alone.description}</p>
          )}
          {view.total === null || alone.quantity > 1 ? <p>{costs(alone, words)}</p> : null}
        </div>
      )}
    </div>
  );
}

function Lines({ view, words }: { view: LinkView; words: Words }) {
  return (
    <div className="order-lines link-lines">
      <ul>
        {view.items.map((item) => (
          <li key={item.quantityField}>
            <div className="order-line-text">
              <span>{item.name}</span>
              {item.description === null ? null : (
                <span className="order-line-quiet">{item.description}</span>
              )}
            </div>
            <span className="order-line-amount">{costs(item, words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What one line costs, as far as it is known before anything is entered. */
function costs(item: LinkItemView, words: Words): string {
  const { unitAmount, quantity, quantityBounds } = item;
  if (unitAmount === null) return words.t('link.yourAmount');
  const amount = words.money(unitAmount);
  if (quantityBounds !== null) return words.t('summary.each', { amount });
  if (quantity === 1) return amount;
  const each = words.t('summary.each', { amount });
  return `${words.t('summary.quantity', { count: quantity })} · ${each}`;
}

/** What a link that opens nothing was for. */
export function ClosedOrder({ view }: { view: LinkView }) {
  return (
    <div className="shell-order link-about">
      {view.items.map((item) => (
        <p key={item.quantityField} className="link-name">
          {item.name}
        </p>
      ))}
    </div>
  );
}
