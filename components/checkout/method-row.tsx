import type { ReactNode } from 'react';
import type { MethodRow } from '#lib/domain/checkout-view.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { LOCALE_DESCRIPTIONS, otherLocale } from '#lib/i18n/locales.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { AlertIcon } from './icons.tsx';
import { MethodMark } from './method-mark.tsx';

/**
 * One line of the list: a native radio button whose whole row can be pressed, and under it what happens
 * next, opened by the style sheet when it is chosen. A method that cannot be used stays in its place,
 * with the reason.
 */
export function MethodListRow(props: {
  row: MethodRow;
  words: Words;
  chosen: boolean;
  /** The provider's fields, for a method that has some. */
  fields: ReactNode;
}) {
  const { row, words } = props;
  const available = row.reason === null;
  const otherName = words.methodOtherName(row.method);
  return (
    <div className={available ? 'method' : 'method method-off'}>
      <label className="method-row">
        <input
          type="radio"
          name="method"
          value={row.method}
          required
          disabled={!available}
          defaultChecked={available && props.chosen}
          className="radio"
        />
        <MethodMark method={row.method} />
        <span className="method-text">
          <span className="method-name">
            {words.methodName(row.method)}
            {otherName === null ? null : (
              <>
                {' '}
                <span
                  className="method-other"
                  lang={LOCALE_DESCRIPTIONS[otherLocale(words.locale)].htmlLang}
                >
                  {otherName}
                </span>
              </>
            )}
            {row.outage === undefined ? null : <TroubleBadge words={words} />}
          </span>
          <MethodLine row={row} words={words} />
        </span>
      </label>
      {available ? (
        <div className="method-panel">
          <MethodNext row={row} words={words} fields={props.fields} />
        </div>
      ) : null}
    </div>
  );
}

/** Beside the name: it can be chosen, and may well not work. */
function TroubleBadge(props: { words: Words }) {
  return (
    <>
      {' '}
      <span className="method-trouble">
        <AlertIcon size={14} />
        {props.words.t('outage.badge')}
      </span>
    </>
  );
}

/** The quiet line: why not, what is wrong with it, or what it is used with; none where the name says it all. */
function MethodLine(props: { row: MethodRow; words: Words }) {
  const { row, words } = props;
  if (row.reason !== null) {
    return <span className="method-line">{reasonText(row.reason, words)}</span>;
  }
  if (row.outage !== undefined) {
    const reason = row.outage.publicReason[words.locale];
    return <span className="method-line">{reason ?? words.t('outage.line')}</span>;
  }
  const app = words.methodApp(row.method);
  switch (row.flow) {
    case null:
    case 'fields':
      return null;
    case 'qr':
      return (
        <span className="method-line">
          <span className="on-desktop">{words.t('flow.qr.hint', { app })}</span>
          <span className="on-phone">{words.t('flow.qr.hintPhone', { app })}</span>
        </span>
      );
    case 'redirect':
      return (
        <span className="method-line">
          <span className="on-desktop">
            {words.t('flow.redirect.hint', { method: words.methodShort(row.method) })}
          </span>
          <span className="on-phone">{words.t('flow.redirect.hintPhone', { app })}</span>
        </span>
      );
    default:
      return unreachable(row.flow);
  }
}

function reasonText(reason: NonNullable<MethodRow['reason']>, words: Words): string {
  switch (reason.code) {
    case 'currency':
      return words.t('methods.unavailable.currency');
    case 'switched_off':
    case 'out_of_order':
      return reason.publicReason[words.locale] ?? words.t(`methods.unavailable.${reason.code}`);
    case 'in_app_browser':
      return words.t('methods.unavailable.in_app_browser', {
        app: words.t(`inApp.apps.${reason.app}`),
      });
    case 'other_device':
      return words.t('methods.unavailable.other_device');
    case 'below_minimum':
    case 'above_maximum':
    case 'not_multiple':
      return words.t(`methods.unavailable.${reason.code}`, { limit: words.money(reason.limit) });
    default:
      return unreachable(reason);
  }
}

function MethodNext(props: { row: MethodRow; words: Words; fields: ReactNode }) {
  const { row, words } = props;
  switch (row.flow) {
    case null:
      return null;
    case 'fields':
      return props.fields;
    case 'qr':
      return (
        <p className="method-next">
          <span className="on-desktop">{words.t('flow.qr.next')}</span>
          <span className="on-phone">{words.t('flow.qr.nextPhone')}</span>
        </p>
      );
    case 'redirect':
      return (
        <p className="method-next">
          {words.t('flow.redirect.next', { method: words.methodShort(row.method) })}
        </p>
      );
    default:
      return unreachable(row.flow);
  }
}
