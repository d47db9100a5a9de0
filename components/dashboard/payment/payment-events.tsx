import { mayDo } from '#lib/domain/operator-role.ts';
import type { ToldEvent } from '#lib/domain/payment-detail.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { PaymentDialog } from './payment-dialog.tsx';
import type { PaymentProps } from './payment-view.ts';
import { RawJson } from './raw-json.tsx';

/** What the merchant's server was told, whether it arrived, and a way to send it again. */
export function PaymentEvents(props: PaymentProps) {
  const { view, page } = props;
  const { words } = page;
  const { t, dateTime } = words;
  const { told } = view.detail;
  return (
    <section className="dash-card" aria-labelledby="events">
      <h2 id="events">{t('dashboard.payment.events.heading')}</h2>
      {told.length === 0 ? <p>{t('dashboard.payment.events.empty')}</p> : null}
      <ul className="pay-events">
        {told.map((event) => (
          <li key={event.id}>
            <p className="pay-event">
              <strong>{event.type}</strong>
              <time dateTime={event.at.toISOString()}>{dateTime(event.at)}</time>
            </p>
            {event.deliveries.length === 0 ? (
              <p className="dash-cell-quiet">{t('dashboard.payment.events.noDelivery')}</p>
            ) : null}
            {event.deliveries.map((delivery) => (
              <div key={delivery.endpointId} className="pay-delivery">
                <span className="dash-list-text">
                  <strong>{delivery.url}</strong>
                  <span>{standing(delivery, words)}</span>
                </span>
                <Resend {...props} event={event} delivery={delivery} />
              </div>
            ))}
            <RawJson
              label={t('dashboard.payment.events.payload')}
              name={t('dashboard.payment.events.payloadOf', { type: event.type, id: event.id })}
              value={event.payload}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Delivery = ToldEvent['deliveries'][number];

function Resend(props: PaymentProps & { event: ToldEvent; delivery: Delivery }) {
  const { page, actions, event, delivery } = props;
  const { t } = page.words;
  if (!mayDo(page.shop.role, 'events.resend')) return null;
  const named = { type: event.type, url: delivery.url };
  return (
    <PaymentDialog
      {...props}
      asked={{
        open: t('dashboard.payment.actions.resend'),
        openName: t('dashboard.payment.actions.resendNamed', named),
        look: 'quiet',
        heading: t('dashboard.payment.actions.resendHeading'),
        intro: <p>{t('dashboard.payment.actions.resendIntro', named)}</p>,
        submit: t('dashboard.payment.actions.resend'),
        action: actions.resend,
        hidden: { event: event.id, endpoint: delivery.endpointId },
      }}
    />
  );
}

function standing(delivery: Delivery, { t, dateTime }: Words): string {
  const { answer, deliveredAt, nextTryAt, status, tries } = delivery;
  const end =
    status === 'delivered' && deliveredAt !== null
      ? t('dashboard.payment.events.delivered', { date: dateTime(deliveredAt) })
      : status === 'dead'
        ? t('dashboard.payment.events.dead')
        : nextTryAt === null
          ? t('dashboard.payment.events.held')
          : t('dashboard.payment.events.next', { date: dateTime(nextTryAt) });
  return [
    end,
    t('dashboard.payment.events.tries', { count: tries }),
    ...(answer === null ? [] : [t('dashboard.payment.events.answer', { answer })]),
  ].join(t('dashboard.payment.money.separator'));
}
