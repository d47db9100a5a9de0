import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Seals values at rest and signs what comes back from browsers, with keys derived from one secret. */
export interface SecretBox {
  /**
   * AES-256-GCM. `context` is bound into the seal (`table.column:row`), so that a sealed value moved
   * to another row does not open.
   */
  seal(plain: string, context: string): string;
  /** Throws SealBrokenError when the value was altered, moved or sealed with another secret. */
  open(sealedValue: string, context: string): string;
  /** HMAC-SHA256 in base64url. */
  sign(message: string): string;
  /** Constant-time check of `sign`. */
  verify(message: string, signature: string): boolean;
}

export class SealBrokenError extends Error {
  constructor(context: string) {
    super(
      `A sealed value does not open (${context}): it was altered, or PRAYA_SECRET has changed.`,
    );
    this.name = 'SealBrokenError';
  }
}

/** `secret`: 32 bytes in base64. */
export function createSecretBox(secret: string): SecretBox {
  const root = Buffer.from(secret, 'base64');
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `praya:${purpose}`, 32));
  const sealKey = derive('seal:v1');
  const signKey = derive('sign:v1');
  const sign = (message: string) =>
    createHmac('sha256', signKey).update(message).digest('base64url');
  return {
    seal(plain, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return ['v1', iv, body, cipher.getAuthTag()]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.');
    },
    open(sealedValue, context) {
      const [version, iv, body, tag] = sealedValue.split('.');
      if (version !== 'v1' || iv === undefined || body === undefined || tag === undefined) {
        throw new SealBrokenError(context);
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealKey, Buffer.from(iv, 'base64url'), {
          authTagLength: 16,
        });
        decipher.setAAD(Buffer.from(context));
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([
          decipher.update(Buffer.from(body, 'base64url')),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        throw new SealBrokenError(context);
      }
    },
    sign,
    verify(message, signature) {
      const expected = Buffer.from(sign(message));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}
