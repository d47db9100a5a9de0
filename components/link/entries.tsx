import type { LinkItemView } from '#lib/domain/link-view.ts';
import { Entry, describing, problemText } from '../checkout/custom-entry.tsx';
import type { LinkPageContext } from './link-page.tsx';

/** How much: where the payer chooses. */
export function AmountEntry(props: {
  item: LinkItemView;
  donation: boolean;
  page: LinkPageContext;
}) {
  const { item, page } = props;
  const { words } = page;
  const bounds = item.amountBounds;
  if (bounds === null) return null;
  const name = 'amount';
  // The sign as this currency's amounts carry it: `HK$`.
  const sign = words.money(bounds.minimum).replaceAll(/[\d.,\s]/g, '');
  return (
    <Entry
      name={name}
      label={words.t(props.donation ? 'link.amountDonation' : 'link.amount')}
      hint={words.t('link.amountBounds', {
        minimum: words.money(bounds.minimum),
        maximum: words.money(bounds.maximum),
      })}
      problem={problemText(page.problems[name], { words, missing: 'link.problem.missingAmount' })}
    >
      <span className="field field-amount">
        <span aria-hidden="true">{sign}</span>
        <input
          {...describing(name, page, true)}
          inputMode="decimal"
          autoComplete="off"
          required
          maxLength={16}
          defaultValue={page.entered[name] ?? item.amountPreset}
        />
      </span>
    </Entry>
  );
}

/** How many. */
export function QuantityEntry(props: {
  item: LinkItemView;
  alone: boolean;
  page: LinkPageContext;
}) {
  const { item, page } = props;
  const { words } = page;
  const { quantityField: name, quantityBounds: bounds } = item;
  if (bounds === null) return null;
  const label = props.alone
    ? words.t('link.quantity')
    : words.t('link.quantityOf', { name: item.name });
  return (
    <Entry
      name={name}
      label={label}
      hint={words.t('link.quantityBounds', { minimum: bounds.minimum, maximum: bounds.maximum })}
      problem={problemText(page.problems[name], { words })}
    >
      <input
        {...describing(name, page, true)}
        className="field field-quantity"
        type="number"
        inputMode="numeric"
        required
        min={bounds.minimum}
        max={bounds.maximum}
        step={1}
        defaultValue={page.entered[name] ?? item.quantity}
      />
    </Entry>
  );
}
