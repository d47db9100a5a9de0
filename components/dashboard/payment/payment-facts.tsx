import { Fact } from './fact.tsx';
import type { PaymentProps } from './payment-view.ts';

/** Whose it is, and for what. */
export function PaymentFacts({ view: { detail }, page }: PaymentProps) {
  const { t, money, methodName } = page.words;
  const none = t('dashboard.payment.none');
  const { customer, session } = detail;
  const who = [customer.name, customer.email, customer.phone, customer.id].filter(
    (part) => part !== null,
  );
  const metadata = Object.entries({ ...session.metadata, ...detail.metadata });
  return (
    <section className="dash-card" aria-labelledby="facts">
      <h2 id="facts">{t('dashboard.payment.facts.heading')}</h2>
      <dl className="pay-facts">
        <Fact label={t('dashboard.payment.facts.method')}>
          {detail.paidWith === null ? none : methodName(detail.paidWith)}
        </Fact>
        <Fact label={t('dashboard.payment.facts.customer')}>
          {who.length === 0 ? none : <Lines lines={who} />}
        </Fact>
        <Fact label={t('dashboard.payment.facts.reference')}>{session.reference ?? none}</Fact>
        {detail.description === null ? null : (
          <Fact label={t('dashboard.payment.facts.description')}>{detail.description}</Fact>
        )}
        <Fact label={t('dashboard.payment.facts.bought')}>
          <ul className="pay-plain">
            {detail.items.map(({ name, quantity, amount }, place) => (
              // Two lines of an order can be alike in everything.
              <li key={`${place}-${name}`}>
                {t('dashboard.payment.facts.item', { quantity, name })}
                <span className="pay-figure">{money(amount)}</span>
              </li>
            ))}
          </ul>
        </Fact>
        {session.answers.length === 0 ? null : (
          <Fact label={t('dashboard.payment.facts.answers')}>
            <Lines lines={session.answers.map(({ label, value }) => `${label}: ${value}`)} />
          </Fact>
        )}
        {metadata.length === 0 ? null : (
          <Fact label={t('dashboard.payment.facts.metadata')}>
            <Lines lines={metadata.map(([name, value]) => `${name}: ${value}`)} />
          </Fact>
        )}
        <Fact label={t('dashboard.payment.facts.id')}>
          <code>{detail.id}</code>
        </Fact>
        <Fact label={t('dashboard.payment.facts.session')}>
          <code>{session.id}</code>
          {session.pageUrl === null ? null : (
            <a className="pay-open" href={session.pageUrl}>
              {t('dashboard.payment.facts.open')}
            </a>
          )}
        </Fact>
      </dl>
    </section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="pay-plain">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
