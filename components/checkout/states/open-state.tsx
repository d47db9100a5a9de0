import type { CheckoutView } from '#lib/domain/checkout-view.ts';
import { CardPanel } from '../card-panel.tsx';
import type { CheckoutActions, PageContext } from '../checkout-actions.ts';
import { ExpressPanel } from '../express-panel.tsx';
import { CustomFields, FieldsNotice } from '../custom-fields.tsx';
import { FormFields } from '../form-fields.tsx';
import { InAppNotice } from '../in-app-notice.tsx';
import { SubmitButton } from '../islands/submit-button.tsx';
import { MethodListRow } from '../method-row.tsx';
import { NothingUsableNotice } from '../nothing-usable.tsx';
import { PayInFullNotice, PreviousNotice, RefusedNotice, ResumeNotice } from '../notices.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { WatchFromList } from '../waiting.tsx';

type OpenView = Extract<CheckoutView, { state: 'open' }>;

/**
 * Choosing how to pay: one plain form, in the order given and never another, usable before any script
 * has run.
 */
export function OpenState(props: { view: OpenView; page: PageContext; actions: CheckoutActions }) {
  const { view, page, actions } = props;
  const { words } = page;
  const resumable = view.resumable;
  const offered = view.methods.filter((row) => row.reason === null).map((row) => row.method);
  const nothingUsable = offered.length === 0;
  return (
    <Shell
      summary={view.summary}
      page={page}
      amount="heading"
      cardOffered={offered.includes('card')}
    >
      {page.refused === undefined ? null : <RefusedNotice refused={page.refused} words={words} />}
      <FieldsNotice page={page} />
      {view.previous === null ? null : (
        <PreviousNotice
          previous={view.previous}
          setup={view.summary.purpose === 'setup'}
          words={words}
        />
      )}
      {view.received.length === 0 ? null : <PayInFullNotice view={view} page={page} />}
      {view.inApp === null ? null : <InAppNotice app={view.inApp} view={view} page={page} />}
      {resumable === null ? null : <ResumeNotice resumable={resumable} page={page} />}
      {nothingUsable ? <NothingUsableNotice view={view} page={page} /> : null}
      <form
        action={actions.pay}
        className={view.express === null ? 'pay-form' : 'pay-form with-express'}
      >
        <FormFields summary={view.summary} page={page} />
        {view.customFields.length === 0 || (nothingUsable && view.express === null) ? null : (
          <CustomFields fields={view.customFields} page={page} />
        )}
        {view.express === null ? null : (
          <ExpressPanel summary={view.summary} offer={view.express} page={page} actions={actions} />
        )}
        <fieldset className="method-list">
          <legend>
            <h2>{words.t(view.summary.purpose === 'setup' ? 'setup.legend' : 'methods.legend')}</h2>
          </legend>
          {view.methods.map((row) => (
            <MethodListRow
              key={row.method}
              row={row}
              words={words}
              chosen={row.method === view.preselected}
              fields={
                row.method === 'card' ? (
                  <CardPanel
                    summary={view.summary}
                    card={view.card}
                    keeps={view.keeps}
                    chosen={view.preselected === 'card'}
                    page={page}
                    actions={actions}
                  />
                ) : null
              }
            />
          ))}
        </fieldset>
        <div className="submit-bar">
          {nothingUsable ? (
            <ShopLink
              summary={view.summary}
              words={words}
              className={view.express === null ? 'button-primary' : 'button-secondary'}
            />
          ) : (
            <SubmitButton className="button-primary" busyLabel={words.t('button.busy')}>
              <PayLabels view={view} page={page} methods={offered} />
            </SubmitButton>
          )}
        </div>
      </form>
      <WatchFromList page={page} view={view} />
    </Shell>
  );
}

/** A label for each method that can be chosen; the style sheet shows one (`SessionStyle`). */
function PayLabels(props: {
  view: OpenView;
  page: PageContext;
  methods: readonly OpenView['methods'][number]['method'][];
}) {
  const { words } = props.page;
  const { total, purpose } = props.view.summary;
  // One label, whichever method is chosen: there is one.
  if (purpose === 'setup') return <span className="pay-label">{words.t('setup.button')}</span>;
  const amount = words.money(total);
  return (
    <>
      <span className="pay-label pay-label-none">{words.t('button.pay', { amount })}</span>
      {props.methods.map((method) => (
        <span key={method} className={`pay-label pay-label-${method}`}>
          {words.t(`methods.${method}.pay`, { amount })}
        </span>
      ))}
    </>
  );
}
