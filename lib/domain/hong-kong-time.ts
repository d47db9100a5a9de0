/** Hong Kong keeps UTC+8 all year and has had no daylight saving since 1979. */
export const HONG_KONG_OFFSET_MS = 8 * 60 * 60 * 1000;

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A moment in Hong Kong as a browser's field has it (`2026-11-30T18:30`); null when there is none such. */
export function readHongKongMoment(text: string): Date | null {
  if (!MOMENT.test(text)) return null;
  const asUtc = new Date(`${text}Z`);
  // JavaScript takes 31 April for 1 May.
  const isOne = !Number.isNaN(asUtc.getTime()) && asUtc.toISOString().startsWith(text);
  return isOne ? new Date(asUtc.getTime() - HONG_KONG_OFFSET_MS) : null;
}

/** When a day of Hong Kong (`2026-11-30`) begins; null when there is none such. */
export function readHongKongDay(text: string): Date | null {
  return DAY.test(text) ? readHongKongMoment(`${text}T00:00`) : null;
}

/** The other way: what a browser's field for a day and a time shows of a moment. */
export function hongKongField(moment: Date): string {
  return new Date(moment.getTime() + HONG_KONG_OFFSET_MS).toISOString().slice(0, 16);
}
