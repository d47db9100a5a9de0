import type { AttemptDetail } from '#lib/domain/payment-detail.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { type StateLook, StateTag } from '../list-frame.tsx';
import { cardEnding } from '../payments/payment-words.ts';
import { Fact } from './fact.tsx';
import type { PaymentProps } from './payment-view.ts';

const LOOKS: Readonly<Record<AttemptDetail['status'], StateLook>> = {
  sending: 'warn',
  unknown: 'warn',
  requires_action: 'warn',
  pending: 'warn',
  authorized: 'ok',
  captured: 'ok',
  kept: 'ok',
  declined: 'danger',
  expired: 'quiet',
  canceled: 'quiet',
};

/** Each try to pay, the oldest first: with whom, how it stands, and why it failed. */
export function PaymentAttempts({ view: { detail }, page: { words } }: PaymentProps) {
  const { t, dateTime } = words;
  return (
    <section className="dash-card" aria-labelledby="attempts">
      <h2 id="attempts">{t('dashboard.payment.attempts.heading')}</h2>
      {detail.attempts.length === 0 ? <p>{t('dashboard.payment.attempts.empty')}</p> : null}
      <ul className="pay-attempts">
        {detail.attempts.map((attempt) => (
          <li key={attempt.id}>
            <div className="pay-top">
              <h3>{words.methodName(attempt.method)}</h3>
              <StateTag look={LOOKS[attempt.status]}>
                {t(`dashboard.payment.attempts.status.${attempt.status}`)}
              </StateTag>
            </div>
            <p className="dash-cell-quiet">
              {t('dashboard.payment.attempts.begun', { date: dateTime(attempt.createdAt) })}
            </p>
            <Facts attempt={attempt} words={words} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ attempt, words }: { attempt: AttemptDetail; words: Words }) {
  const { t, dateTime } = words;
  const { failureCode } = attempt;
  const card = cardEnding(attempt.instrument, words);
  const failure = failureCode === null ? null : words.failure(failureCode);
  return (
    <dl className="pay-facts">
      {failure === null ? null : (
        <Fact label={t('dashboard.payment.attempts.why')}>
          <strong>{failure.title}</strong>
          <span className="dash-cell-quiet">
            {t('dashboard.payment.attempts.code', { code: failureCode ?? '' })}
          </span>
          {attempt.providerFailureCode === null ? null : (
            <span className="dash-cell-quiet">
              {t('dashboard.payment.attempts.rawCode', { code: attempt.providerFailureCode })}
            </span>
          )}
        </Fact>
      )}
      <Fact label={t('dashboard.payment.attempts.provider')}>
        {t(`dashboard.payments.provider.${attempt.provider}`)}
      </Fact>
      {attempt.providerReference === null ? null : (
        <Fact label={t('dashboard.payment.attempts.reference')}>
          <code>{attempt.providerReference}</code>
        </Fact>
      )}
      {card === null ? null : <Fact label={t('dashboard.payment.attempts.card')}>{card}</Fact>}
      {attempt.nextCheckAt === null ? null : (
        <Fact label={t('dashboard.payment.attempts.nextCheck')}>
          {dateTime(attempt.nextCheckAt)}
        </Fact>
      )}
    </dl>
  );
}
