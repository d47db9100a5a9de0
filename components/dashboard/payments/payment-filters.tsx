import type { ReactNode } from 'react';
import { CURRENCY_CODES } from '#lib/domain/currency.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { money } from '#lib/domain/money.ts';
import {
  type AskedPayments,
  FILTER_NAMES,
  type FilterName,
  PAYMENT_STATUSES,
} from '#lib/domain/payment-filter.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { REGION_CODES } from '#lib/domain/region-code.ts';
import { formatDate } from '#lib/i18n/format-date.ts';
import { regionName } from '#lib/i18n/region-name.ts';
import type { Words } from '#lib/i18n/translator.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { FilterForm } from '../list-frame.tsx';

/** From where most shoppers come; the others follow by their names. */
const NEAR_REGIONS = ['HK', 'CN', 'MO', 'TW', 'SG'];

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Every filter, in a plain form: the text and the state in sight, the others a press away. */
export function PaymentFilters({ asked, page }: { asked: AskedPayments; page: DashboardPage }) {
  const { words } = page;
  const { t } = words;
  const { given } = asked;
  const names = Object.keys(given);
  const inMore = names.filter((name) => name !== 'q' && name !== 'status');
  const select = (name: FilterName, choices: readonly Choice[]) => (
    <Select name={name} words={words} given={given} choices={choices} />
  );
  const input = (
    name: FilterName,
    type: 'text' | 'date',
    inputMode: 'text' | 'decimal' = 'text',
  ) => (
    <Labelled name={name} words={words}>
      <input
        className="field"
        type={type}
        name={name}
        inputMode={inputMode}
        autoComplete="off"
        defaultValue={given[name] ?? ''}
      />
    </Labelled>
  );
  return (
    <FilterForm words={words} action={`${page.basePath}/payments`} isFiltered={names.length > 0}>
      <label className="pay-search">
        {t('dashboard.payments.filter.q')}
        <input
          className="field"
          type="search"
          name="q"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={200}
          defaultValue={given.q ?? ''}
          aria-describedby="pay-search-hint"
        />
      </label>
      {select(
        'status',
        PAYMENT_STATUSES.map((value) => ({
          value,
          label: t(`dashboard.payments.status.${value}`),
        })),
      )}
      <p className="dash-hint pay-search-hint" id="pay-search-hint">
        {t('dashboard.payments.searchHint')}
      </p>
      <details className="pay-more" open={inMore.length > 0}>
        <summary>{t('dashboard.payments.more')}</summary>
        <div className="pay-more-fields">
          {select(
            'method',
            METHOD_IDS.map((value) => ({ value, label: words.methodName(value) })),
          )}
          {select(
            'provider',
            PROVIDER_IDS.map((value) => ({
              value,
              label: t(`dashboard.payments.provider.${value}`),
            })),
          )}
          {select('region', regionChoices(words))}
          {input('from', 'date')}
          {input('to', 'date')}
          {select(
            'currency',
            CURRENCY_CODES.map((value) => ({ value, label: value })),
          )}
          {input('amount_from', 'text', 'decimal')}
          {input('amount_to', 'text', 'decimal')}
          <p className="dash-hint pay-search-hint">
            {t('dashboard.payments.amountHint', { currency: 'HKD' })}
          </p>
        </div>
      </details>
    </FilterForm>
  );
}

function Labelled(props: { name: FilterName; words: Words; children: ReactNode }) {
  return (
    <label>
      {props.words.t(`dashboard.payments.filter.${props.name}`)}
      {props.children}
    </label>
  );
}

function Select(props: {
  name: FilterName;
  words: Words;
  given: AskedPayments['given'];
  choices: readonly Choice[];
}) {
  const { name, words, given } = props;
  return (
    <Labelled name={name} words={words}>
      <select className="field" name={name} defaultValue={given[name] ?? ''}>
        <option value="">{words.t('dashboard.payments.any')}</option>
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function regionChoices(words: Words): readonly Choice[] {
  const named = (value: string) => ({ value, label: regionName(words, value) });
  const others = REGION_CODES.filter((code) => !NEAR_REGIONS.includes(code)).map(named);
  return [
    ...NEAR_REGIONS.map(named),
    ...others.toSorted((a, b) => a.label.localeCompare(b.label, words.locale)),
  ];
}

/** The filters in use, each with a way to take it off. */
export function AppliedFilters(props: {
  asked: AskedPayments;
  words: Words;
  hrefWithout: (name: FilterName) => string;
}) {
  const { asked, words } = props;
  const { t } = words;
  const names = FILTER_NAMES.filter((name) => asked.given[name] !== undefined);
  if (names.length === 0) return null;
  return (
    <ul className="pay-applied" aria-label={t('dashboard.payments.applied')}>
      {names.map((name) => {
        const filter = t(`dashboard.payments.filterShort.${name}`, {
          value: valueWords(name, asked, words),
        });
        return (
          <li key={name}>
            <a
              href={props.hrefWithout(name)}
              aria-label={t('dashboard.payments.remove', { filter })}
            >
              <span>{filter}</span>
              <span aria-hidden="true">×</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** What a filter is set to, as people say it. */
function valueWords(name: FilterName, asked: AskedPayments, words: Words): string {
  const { filter, given } = asked;
  const amount = (minor: bigint | null) =>
    minor === null || filter.currency === null ? '' : words.money(money(minor, filter.currency));
  switch (name) {
    case 'status':
      return filter.status === null ? '' : words.t(`dashboard.payments.status.${filter.status}`);
    case 'method':
      return filter.method === null ? '' : words.methodName(filter.method);
    case 'provider':
      return filter.provider === null
        ? ''
        : words.t(`dashboard.payments.provider.${filter.provider}`);
    case 'region':
      return filter.region === null ? '' : regionName(words, filter.region);
    case 'amount_from':
      return amount(filter.amountFrom);
    case 'amount_to':
      return amount(filter.amountTo);
    case 'from':
      return filter.from === null ? '' : formatDate(filter.from, words.locale);
    case 'to':
      return filter.before === null
        ? ''
        : formatDate(new Date(filter.before.getTime() - 1), words.locale);
    case 'q':
    case 'currency':
      return given[name] ?? '';
  }
}

/** What of the address is no filter. */
export function UnreadFilters({ asked, words }: { asked: AskedPayments; words: Words }) {
  const { t } = words;
  if (asked.problems.length === 0) return null;
  return (
    <div className="dash-refused" role="alert">
      {asked.problems.map(({ name, value }) => (
        <p key={name}>
          {t('dashboard.payments.notUnderstood', {
            name: t(`dashboard.payments.filter.${name}`),
            value,
          })}
        </p>
      ))}
    </div>
  );
}
