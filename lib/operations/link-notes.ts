import { z } from 'zod';

/** What may be written into a link's address, and goes with the session it opens. */
export interface LinkNotes {
  readonly clientReferenceId: string | null;
  readonly prefilledEmail: string | null;
  /** `utm_source` and its like. */
  readonly utm: Readonly<Record<string, string>>;
}

const UTM_NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;

/** Stripe's own form of it; anything else is left out without a word, as Stripe does. */
const REFERENCE = /^[0-9A-Za-z_-]{1,200}$/;
const email = z.email().max(320);
const MAX_UTM_LENGTH = 150;
/** Stripe's bound on the keys of metadata. */
const MAX_METADATA_KEYS = 50;

/**
 * Reads them. Whoever made the address wrote them, not the merchant: what has not their form is left out, and
 * nothing of it changes what is paid.
 */
export function readLinkNotes(value: (name: string) => string | null): LinkNotes {
  const reference = value('client_reference_id') ?? '';
  const address = email.safeParse(value('prefilled_email'));
  const utm = UTM_NAMES.flatMap((name) => {
    // Control characters have no business in a report.
    const text = (value(name) ?? '').replaceAll(/\p{Cc}/gu, '').trim();
    return text === '' || !text.isWellFormed()
      ? []
      : [[name, [...text].slice(0, MAX_UTM_LENGTH).join('')] as const];
  });
  return {
    clientReferenceId: REFERENCE.test(reference) ? reference : null,
    prefilledEmail: address.success ? address.data : null,
    utm: Object.fromEntries(utm),
  };
}

/** The same, as the fields of a form or of an address. */
export function noteFields(notes: LinkNotes): Readonly<Record<string, string>> {
  return {
    ...(notes.clientReferenceId === null ? {} : { client_reference_id: notes.clientReferenceId }),
    ...(notes.prefilledEmail === null ? {} : { prefilled_email: notes.prefilledEmail }),
    ...notes.utm,
  };
}

/** The link's own metadata comes first: an address cannot overwrite what the merchant wrote. */
export function withNotes(
  metadata: Readonly<Record<string, string>>,
  { utm }: LinkNotes,
): Record<string, string> {
  const room = MAX_METADATA_KEYS - Object.keys(metadata).length;
  const fresh = Object.entries(utm).filter(([name]) => metadata[name] === undefined);
  return { ...Object.fromEntries(fresh.slice(0, Math.max(0, room))), ...metadata };
}
