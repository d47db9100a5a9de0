import type { Words } from '#lib/i18n/translator.ts';
import type { ListedKey } from '#lib/operations/manage-api-keys.ts';

/** What a key is called where it stands for itself: its name and its last four characters. */
export function keyLabel({ name, last4 }: ListedKey['row'], t: Words['t']): string {
  return `${name ?? t('dashboard.developers.keys.nameless')} (…${last4})`;
}
