/** A share in whole hundredths: `66%`. */
export function percent(share: number, sign = '%'): string {
  return `${Math.round(share * 100)}${sign}`;
}
