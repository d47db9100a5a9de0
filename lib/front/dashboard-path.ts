import type { MerchantId } from '#lib/domain/ids.ts';

/** Which money a page of the dashboard is about. */
export const DASHBOARD_MODES = ['test', 'live'] as const;
export type DashboardMode = (typeof DASHBOARD_MODES)[number];

const MERCHANT = /^mer_[0-9A-Za-z]{24}$/;

export function isDashboardMode(value: string): value is DashboardMode {
  return DASHBOARD_MODES.some((mode) => mode === value);
}

export function isMerchantId(value: string): value is MerchantId {
  return MERCHANT.test(value);
}

/** Whether an address is one of the dashboard's, well or badly written. */
export function isBelowDashboard(path: string): boolean {
  return /^\/[A-Za-z-]{2,5}\/dashboard(?:\/|$)/.test(path);
}

/** The one page of the dashboard that its own pages show in a frame: how the shop's page would look. */
export function isFramedByDashboard(path: string): boolean {
  return isBelowDashboard(path) && path.endsWith('/settings/preview');
}

/** The merchant in an address such as `/en/dashboard/mer_…/test/account`; null where it names none. */
export function merchantInPath(path: string): MerchantId | null {
  const [, , , merchant = ''] = path.split('/');
  return isMerchantId(merchant) ? merchant : null;
}

/**
 * Where to go after signing in: an address of the dashboard in the same language, as `?next=` brings it; null
 * for anything else, so that nobody can be sent away by a link.
 */
export function readNext(value: unknown, locale: string): string | null {
  if (typeof value !== 'string' || value.length > 500) return null;
  const inside = value === `/${locale}/dashboard` || value.startsWith(`/${locale}/dashboard/`);
  const isPlain = /^[A-Za-z0-9/_.?=&%-]+$/.test(value) && !value.includes('..');
  return inside && isPlain ? value : null;
}
