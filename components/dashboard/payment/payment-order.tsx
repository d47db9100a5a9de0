import type { ShownOrder } from '#lib/domain/payment-detail.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { named } from './payment-timeline.tsx';
import type { PaymentProps } from './payment-view.ts';

const POLICIES = ['fixed', 'success-rate', 'paid-rate', 'paid-rate-net'] as const;
const SOURCES = ['policy', 'static', 'forced', 'returning', 'fallback'] as const;
const REASONS = [
  'currency',
  'other_device',
  'switched_off',
  'out_of_order',
  'below_minimum',
  'above_maximum',
  'not_multiple',
  'in_app_browser',
  'hidden',
] as const;

/** Which methods the shopper saw, in which order and why, and which not. */
export function PaymentOrder({ view: { detail }, page: { words } }: PaymentProps) {
  const { shown } = detail;
  if (shown === null) return null;
  const { t, dateTime, locale } = words;
  return (
    <section className="dash-card" aria-labelledby="shown">
      <h2 id="shown">{t('dashboard.payment.shown.heading')}</h2>
      <p>{t('dashboard.payment.shown.intro', { date: dateTime(shown.at) })}</p>
      <ol className="pay-order">
        {shown.methods.map(({ method, why }) => (
          <li key={method}>
            <strong>{named(method, words)}</strong>
            <span className="dash-cell-quiet">
              {why?.[locale] ?? t('dashboard.payment.shown.noWhy')}
            </span>
          </li>
        ))}
      </ol>
      <dl className="pay-facts">
        <div>
          <dt>{t('dashboard.payment.shown.policy')}</dt>
          <dd>
            {policyName(shown, words)}
            <span className="dash-cell-quiet">{sourceName(shown, words)}</span>
          </dd>
        </div>
        {shown.experimentId === null ? null : (
          <div>
            <dt>{t('dashboard.payment.shown.experiment')}</dt>
            <dd>
              {t('dashboard.payment.shown.arm', {
                experiment: shown.experimentId,
                arm: shown.arm ?? '',
              })}
            </dd>
          </div>
        )}
        {shown.leftOut.length === 0 ? null : (
          <div>
            <dt>{t('dashboard.payment.shown.leftOut')}</dt>
            <dd>
              <ul className="pay-plain">
                {shown.leftOut.map(({ method, reason }) => (
                  <li key={method}>
                    {t('dashboard.payment.shown.reason', {
                      method: named(method, words),
                      reason: reasonName(reason, words),
                    })}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** What has no words yet, or none any more, is shown as it was written: so for all three. */
function policyName({ policy }: ShownOrder, { t }: Words): string {
  const known = POLICIES.find((one) => one === policy);
  return known === undefined ? policy : t(`dashboard.payment.shown.policies.${known}`);
}

function sourceName({ source }: ShownOrder, { t }: Words): string {
  const known = SOURCES.find((one) => one === source);
  return known === undefined ? source : t(`dashboard.payment.shown.sources.${known}`);
}

function reasonName(reason: string, { t }: Words): string {
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : t(`dashboard.payment.shown.reasons.${known}`);
}
