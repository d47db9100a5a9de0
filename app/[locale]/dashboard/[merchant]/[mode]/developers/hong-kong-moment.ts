const DAY_MS = 24 * 60 * 60 * 1000;

/** A moment as the browser's field has it (`2026-11-30T18:30`), in Hong Kong; null when it is none. */
export function readMoment(text: string): Date | null {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? inHongKong(`${text}:00`) : null;
}

/** When a day of Hong Kong (`2026-11-30`) is over; null when it is none. */
export function endOfDay(text: string): Date | null {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? inHongKong(`${text}T00:00:00`) : null;
  return start === null ? null : new Date(start.getTime() + DAY_MS);
}

function inHongKong(text: string): Date | null {
  const at = new Date(`${text}+08:00`);
  return Number.isNaN(at.getTime()) ? null : at;
}
