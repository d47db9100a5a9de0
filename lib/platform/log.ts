import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * Keys whose values never reach a log line, at any depth we write. What is logged is chosen field by
 * field besides; this is the net under it.
 */
const SECRET_FIELDS = [
  'authorization',
  'clientSecret',
  'client_secret',
  'confirmationToken',
  'confirmation_token',
  'credentials',
  'key',
  'secret',
  'secretKey',
  'apiKey',
  'token',
  'formToken',
  'number',
  'cvc',
];

/** Anything in free text that looks like a secret, wherever it came from. */
const SECRET_TEXT =
  /\b(?:praya_(?:sk|pk|rk)_(?:test|live)_|sk_(?:test|live)_|rk_(?:test|live)_|whsec_|(?:pi|seti|cs)_\w+_secret_|ctoken_)\w+/g;

/** Digits as many as a card number has, with or without the usual gaps. */
const CARD_LIKE = /\b(?:\d[ -]?){12,18}\d\b/g;

/** Takes secrets and card numbers out of a text meant for a log or an error. */
export function redact(text: string): string {
  return text
    .replaceAll(SECRET_TEXT, '[redacted]')
    .replaceAll(CARD_LIKE, (digits) => (passesLuhn(digits) ? '[redacted]' : digits));
}

/** ISO/IEC 7812-1 check digit: tells card numbers from times and ids, nine times out of ten. */
function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * What a line says of an error: its first cause. A failed query's own message repeats its parameters,
 * which are the shopper's.
 */
export function describeError(error: unknown): { type: string; message: string; stack?: string } {
  let cause = error;
  for (
    let depth = 0;
    depth < 8 && cause instanceof Error && cause.cause instanceof Error;
    depth += 1
  ) {
    cause = cause.cause;
  }
  if (!(cause instanceof Error)) return { type: typeof cause, message: String(cause) };
  return {
    type: cause.name,
    message: cause.message,
    ...(cause.stack === undefined ? {} : { stack: cause.stack }),
  };
}

/** A JSON-lines logger. `destination` is for tests. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
      serializers: { err: describeError },
      hooks: { streamWrite: redact },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
