import { METHOD_IDS } from '#lib/domain/method-id.ts';
import type { PaymentDetail, TimelineEntry } from '#lib/domain/payment-detail.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { RawJson } from './raw-json.tsx';
import type { PaymentProps } from './payment-view.ts';

/** Everything that happened, the oldest first. */
export function PaymentTimeline({ view: { detail }, page: { words } }: PaymentProps) {
  const { t, dateTime } = words;
  return (
    <section className="dash-card" aria-labelledby="timeline">
      <h2 id="timeline">{t('dashboard.payment.timeline.heading')}</h2>
      <p>{t('dashboard.payment.timeline.intro')}</p>
      <ol className="pay-timeline">
        {detail.timeline.map((entry, place) => (
          // Never put in another order: evidence is only added to.
          <li key={place} className={`pay-entry pay-entry-${lookOf(entry)}`}>
            <time dateTime={entry.at.toISOString()}>{dateTime(entry.at)}</time>
            <div>
              <strong>{headline(entry, words)}</strong>
              {asides(entry, detail, words).map((aside) => (
                <span key={aside} className="dash-cell-quiet">
                  {aside}
                </span>
              ))}
              {entry.kind === 'attempt' && Object.keys(entry.change.evidence).length > 0 ? (
                <RawJson
                  label={t('dashboard.payment.timeline.evidence')}
                  value={entry.change.evidence}
                />
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function lookOf(entry: TimelineEntry): 'ok' | 'danger' | 'quiet' {
  switch (entry.kind) {
    case 'captured':
      return 'ok';
    case 'attempt':
      return entry.change.to === 'captured' || entry.change.to === 'authorized'
        ? 'ok'
        : entry.change.to === 'declined'
          ? 'danger'
          : 'quiet';
    case 'raised':
      return entry.resolvedAt === null ? 'danger' : 'quiet';
    case 'dispute':
      return 'danger';
    case 'refund':
      return entry.refund.status === 'failed' ? 'danger' : 'quiet';
    case 'created':
    case 'shown':
    case 'expired':
    case 'cancel_asked':
    case 'capture_asked':
    case 'dispute_moved':
    case 'review':
      return 'quiet';
    default:
      return unreachable(entry);
  }
}

function headline(entry: TimelineEntry, words: Words): string {
  const { t, money } = words;
  switch (entry.kind) {
    case 'created':
    case 'shown':
    case 'expired':
    case 'cancel_asked':
      return t(`dashboard.payment.timeline.${entry.kind}`);
    case 'attempt': {
      const begun = { method: words.methodShort(entry.method) };
      if (entry.isFirst) return t('dashboard.payment.timeline.begun', begun);
      const method = words.methodName(entry.method);
      const { to, source } = entry.change;
      const isClaim = to === 'pending' && entry.isPush && source === 'shopper';
      return t(`dashboard.payment.timeline.attempt.${isClaim ? 'claimed' : to}`, { method });
    }
    case 'captured':
      return t(`dashboard.payment.timeline.captured.${entry.of}`, { amount: money(entry.amount) });
    case 'capture_asked':
      return t(`dashboard.payment.timeline.capture.${entry.status}`, {
        amount: money(entry.amount),
      });
    case 'refund':
      return t(`dashboard.payment.timeline.refund.${entry.refund.status}`, {
        amount: money(entry.refund.amount),
      });
    case 'dispute':
      return t('dashboard.payment.timeline.dispute', {
        amount: money(entry.amount),
        reason: entry.reason,
      });
    case 'dispute_moved':
      return t(`dashboard.payment.timeline.${entry.moved}`, { amount: money(entry.amount) });
    case 'review':
      return t(`dashboard.payment.timeline.${entry.isOpen ? 'reviewOpen' : 'reviewClosed'}`, {
        reason: entry.reason,
      });
    case 'raised':
      return t(`dashboard.payment.timeline.raised.${entry.what}`);
    default:
      return unreachable(entry);
  }
}

const SOURCES = ['shopper', 'return', 'notification', 'reconciler', 'merchant'] as const;

/** What else is to be known of it, each in a line. */
function asides(entry: TimelineEntry, detail: PaymentDetail, words: Words): readonly string[] {
  const { t, dateTime } = words;
  const nextTry = (date: Date | null) =>
    date === null ? [] : [t('dashboard.payment.timeline.nextTry', { date: dateTime(date) })];
  switch (entry.kind) {
    case 'shown': {
      const methods = detail.shown?.methods.map(({ method }) => named(method, words)) ?? [];
      return [t('dashboard.payment.timeline.shownMethods', { methods: words.list(methods) })];
    }
    case 'attempt': {
      const source = SOURCES.find((one) => one === entry.change.source);
      const by =
        source === undefined ? entry.change.source : t(`dashboard.payment.timeline.by.${source}`);
      return entry.isFirst ? [] : [by];
    }
    case 'capture_asked':
      return entry.failureCode === null ? [] : [entry.failureCode];
    case 'refund': {
      const { refund } = entry;
      return [
        ...(refund.providerFailureCode === null ? [] : [refund.providerFailureCode]),
        ...(refund.status === 'pending' ? nextTry(refund.nextTryAt) : []),
      ];
    }
    case 'dispute':
      return [
        t('dashboard.payment.timeline.disputeStatus', { status: entry.status }),
        ...(entry.evidenceDueBy === null
          ? []
          : [t('dashboard.payment.timeline.disputeDue', { date: dateTime(entry.evidenceDueBy) })]),
      ];
    case 'raised':
      return [
        entry.resolvedAt === null
          ? t('dashboard.payment.timeline.open')
          : t('dashboard.payment.timeline.resolved', { date: dateTime(entry.resolvedAt) }),
      ];
    case 'created':
    case 'captured':
    case 'expired':
    case 'cancel_asked':
    case 'dispute_moved':
    case 'review':
      return [];
    default:
      return unreachable(entry);
  }
}

/** A method's name; what is in no catalogue any more is shown as it was written. */
export function named(method: string, words: Words): string {
  const known = METHOD_IDS.find((id) => id === method);
  return known === undefined ? method : words.methodName(known);
}
