import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands: RFC 6238 with SHA-1, six digits, 30 seconds. */
const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** Steps before and after now whose codes count: a phone's clock may be off by half a minute (RFC 6238, 5.2). */
const WINDOW = 1;

/** A new secret, in base32, as apps take it when it is typed. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an app is shown as a QR code. `account`: whose code it is, in a list of many. */
export function totpAddress(secret: string, names: { issuer: string; account: string }): string {
  return totp(secret, names).toString();
}

/** The step (of 30 s since 1970) that a code is of; null when it is none of those that count at `now`. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

/** The code at `now`, as an app shows it. */
export function totpCode(secret: string, now: Date): string {
  return totp(secret).generate({ timestamp: now.getTime() });
}

function totp(secret: string, names?: { issuer: string; account: string }): TOTP {
  return new TOTP({
    ...(names === undefined ? {} : { issuer: names.issuer, label: names.account }),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
