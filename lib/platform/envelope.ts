import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A master key, which seals nothing but the data keys of single values. */
export interface MasterKey {
  /** Tells which key a value's data key is wrapped by; says nothing of the key. */
  readonly id: string;
  readonly key: Buffer;
}

/**
 * A value sealed by a key of its own, and that key sealed by a master key:
 * `v2.<master key's id>.<wrapped data key>.<sealed value>`. To change the master key, the second part and the third
 * are made anew; the value stays sealed as it is. Both seals are bound to `context`, the table, column and row: neither a
 * value nor its key opens in another place.
 */
const VERSION = 'v2';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function isEnvelope(sealed: string): boolean {
  return sealed.startsWith(`${VERSION}.`);
}

export function sealEnvelope(plain: string, context: string, master: MasterKey): string {
  const dataKey = randomBytes(32);
  const wrapped = encrypt(master.key, dataKey, keyContext(context, master.id));
  const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), valueContext(context));
  return [VERSION, master.id, wrapped, body].join('.');
}

/** Null: altered, moved, or of a master key that is not among these. */
export function openEnvelope(
  sealed: string,
  context: string,
  masters: readonly MasterKey[],
): string | null {
  const parts = unwrap(sealed, context, masters);
  if (parts === null) return null;
  return decrypt(parts.dataKey, parts.body, valueContext(context))?.toString('utf8') ?? null;
}

/** The same value under another master key, itself untouched. Null as `openEnvelope`. */
export function rewrapEnvelope(
  sealed: string,
  context: string,
  { from, to }: { readonly from: readonly MasterKey[]; readonly to: MasterKey },
): string | null {
  const parts = unwrap(sealed, context, from);
  if (parts === null) return null;
  // Before it is written under another key: a value that does not open is not to look as if it did.
  if (decrypt(parts.dataKey, parts.body, valueContext(context)) === null) return null;
  const wrapped = encrypt(to.key, parts.dataKey, keyContext(context, to.id));
  return [VERSION, to.id, wrapped, parts.body].join('.');
}

export function masterKeyIdOf(sealed: string): string | null {
  return isEnvelope(sealed) ? (sealed.split('.')[1] ?? null) : null;
}

function unwrap(
  sealed: string,
  context: string,
  masters: readonly MasterKey[],
): { readonly dataKey: Buffer; readonly body: string } | null {
  const [version, id, wrapped, body, ...more] = sealed.split('.');
  if (version !== VERSION || wrapped === undefined || body === undefined || more.length > 0) {
    return null;
  }
  const master = masters.find((one) => one.id === id);
  if (master === undefined) return null;
  const dataKey = decrypt(master.key, wrapped, keyContext(context, master.id));
  return dataKey?.length === 32 ? { dataKey, body } : null;
}

const keyContext = (context: string, masterId: string) => `praya:data-key:${masterId}:${context}`;
const valueContext = (context: string) => `praya:value:${context}`;

/** AES-256-GCM: the nonce, what is sealed and the tag, in base64url. */
function encrypt(key: Buffer, plain: Buffer, aad: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Buffer, sealed: string, aad: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
