import type { FailureCode } from '#lib/domain/failure-code.ts';
import type { Words } from '#lib/i18n/translator.ts';

/** What says nothing of a payment is as true of a card that was only to be kept. */
const OF_THE_CARD: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'expired_card',
  'incorrect_cvc',
  'invalid_card',
  'authentication_failed',
  'issuer_unavailable',
]);

/** Why a card was not kept, where nothing was to be paid. */
export function setupFailure(code: FailureCode, words: Words): ReturnType<Words['failure']> {
  const { t } = words;
  return {
    title: OF_THE_CARD.has(code) ? words.failure(code).title : t('setup.declinedHeading'),
    body: t('setup.declinedBody'),
    suggestion: t('setup.declinedSuggestion'),
  };
}
