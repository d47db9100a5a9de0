import { z } from 'zod';
import { eventGroups } from '#components/dashboard/developers/endpoint-forms.tsx';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { isEventType } from '#lib/domain/event-type.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { EndpointRefusal, TypedEndpoint } from '#lib/operations/operators/change-webhooks.ts';
import { problem, refused, several } from '../../../../operator-action.ts';
import type { PermittedOperator } from '../../../../require-operator.ts';

export const endpointField = z.string().regex(/^we_[0-9A-Za-z]{8,40}$/);
export const deliveryField = z.string().regex(/^del_[0-9A-Za-z]{8,40}$/);

const types = several(z.string().max(100).refine(isEventType));
const groupFields = Object.fromEntries(
  eventGroups().map(({ name }) => [`events_${name}`, types] as const),
);

/** What is typed of an endpoint: its types, a field for each group of them. */
export const endpointFields = {
  url: z.string().max(4000),
  description: z.string().max(400),
  which: z.enum(['all', 'some']),
  ...groupFields,
};

/** Null: some types, and none is chosen. */
export function readEndpoint(
  sent: Readonly<Record<string, unknown>> & {
    readonly url: string;
    readonly description: string;
    readonly which: 'all' | 'some';
  },
): TypedEndpoint | null {
  const chosen = Object.keys(groupFields).flatMap((name) => sent[name] as readonly string[]); // parsed as such
  if (sent.which === 'some' && chosen.length === 0) return null;
  const description = sent.description.trim();
  return {
    url: sent.url.trim(),
    events: sent.which === 'all' ? ['*'] : chosen,
    description: description === '' ? null : description,
  };
}

/** Why an endpoint was not made or changed, beside the field that it is about. */
export function tellRefusal(
  refusal: EndpointRefusal,
  { locale }: PermittedOperator,
): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  switch (refusal.kind) {
    case 'url':
      return problem(t(`dashboard.developers.webhooks.fault.${refusal.fault}`), 'url');
    case 'many':
      return problem(t('dashboard.developers.webhooks.many'), null);
    case 'live_refused':
      return problem(t('dashboard.developers.liveRefused'), null);
    case 'gone':
      return problem(t('dashboard.developers.webhooks.gone'), null);
    case 'stale':
      return refused('stale');
  }
}
