import type { OwnDispute } from '#lib/operations/own-disputes.ts';
import { type ApiError, invalidRequest } from './api-error.ts';

/** Where a dispute is answered instead, and until when. */
export function answeredAtProvider(dispute: OwnDispute['item']): ApiError {
  const { provider, providerReference, evidenceDueBy } = dispute;
  const until = evidenceDueBy === null ? '' : ` by ${evidenceDueBy.toISOString()}`;
  return invalidRequest(
    `This dispute is answered at its provider${until}: there it is ${providerReference} (${provider}). ` +
      'Praya takes no evidence and accepts no dispute.',
    { code: 'dispute_answered_at_provider', param: 'id' },
  );
}
