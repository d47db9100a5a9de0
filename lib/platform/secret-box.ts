import { createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import {
  type MasterKey,
  isEnvelope,
  masterKeyIdOf,
  openEnvelope,
  rewrapEnvelope,
  sealEnvelope,
} from './envelope.ts';

/** Seals values at rest and signs what comes back from browsers. */
export interface SecretBox {
  /**
   * AES-256-GCM in an envelope (`envelope.ts`). `context` is bound into the seal (`table.column:row`), so that a
   * sealed value moved to another row or column does not open.
   */
  seal(plain: string, context: string): string;
  /** Throws SealBrokenError when the value was altered, moved or sealed under a key that is not here. */
  open(sealedValue: string, context: string): string;
  /** The value under the master key that seals now; null: it is already. Throws as `open`. */
  rewrap(sealedValue: string, context: string): string | null;
  /** HMAC-SHA256 in base64url. */
  sign(message: string): string;
  /** Constant-time check of `sign`. */
  verify(message: string, signature: string): boolean;
}

export class SealBrokenError extends Error {
  constructor(context: string) {
    super(
      `A sealed value does not open (${context}): it was altered, or its master key is not among ` +
        'PRAYA_MASTER_KEYS and PRAYA_SECRET.',
    );
    this.name = 'SealBrokenError';
  }
}

/**
 * `secret`: 32 bytes in base64, from which the keys to sign with are derived. `masterKeys`: likewise each; the first one
 * seals, all of them open. Without any the secret is the master key too, and it goes on opening what it sealed.
 */
export function createSecretBox(secret: string, masterKeys: readonly string[] = []): SecretBox {
  const root = Buffer.from(secret, 'base64');
  const signKey = derive(root, 'sign:v1');
  const masters = [...masterKeys, secret].map((key) => masterKey(Buffer.from(key, 'base64')));
  const [current = masterKey(root)] = masters;
  const sign = (message: string) =>
    createHmac('sha256', signKey).update(message).digest('base64url');
  const open = (sealedValue: string, context: string) => {
    const plain = isEnvelope(sealedValue)
      ? openEnvelope(sealedValue, context, masters)
      : openPlainSeal(sealedValue, context, derive(root, 'seal:v1'));
    if (plain === null) throw new SealBrokenError(context);
    return plain;
  };
  return {
    seal: (plain, context) => sealEnvelope(plain, context, current),
    open,
    rewrap(sealedValue, context) {
      if (!isEnvelope(sealedValue)) {
        return sealEnvelope(open(sealedValue, context), context, current);
      }
      if (masterKeyIdOf(sealedValue) === current.id) return null;
      const rewrapped = rewrapEnvelope(sealedValue, context, { from: masters, to: current });
      if (rewrapped === null) throw new SealBrokenError(context);
      return rewrapped;
    },
    sign,
    verify(message, signature) {
      const expected = Buffer.from(sign(message));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

function derive(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `praya:${purpose}`, 32));
}

function masterKey(root: Buffer): MasterKey {
  const id = derive(root, 'master-id:v2').toString('base64url').slice(0, 10);
  return { id, key: derive(root, 'master:v2') };
}

/** How values were sealed before there were envelopes, by one key for all: `v1.<iv>.<ciphertext>.<tag>`. */
function openPlainSeal(sealedValue: string, context: string, key: Buffer): string | null {
  const [version, iv, body, tag] = sealedValue.split('.');
  if (version !== 'v1' || iv === undefined || body === undefined || tag === undefined) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([
      decipher.update(Buffer.from(body, 'base64url')),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    return null;
  }
}
