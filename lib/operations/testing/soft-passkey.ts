import {
  type KeyObject,
  createHash,
  createSign,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/**
 * An authenticator made of code, with one key: what a phone or a security key answers, byte by byte
 * (https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data), so that answers can also be made wrong.
 */
export interface SoftPasskey {
  readonly credentialId: string;
  register(challenge: string, change?: Wrong): RegistrationResponseJSON;
  sign(challenge: string, change?: Wrong): AuthenticationResponseJSON;
}

/** What is not as it should be. */
export interface Wrong {
  readonly origin?: string;
  readonly rpId?: string;
  /** False: whoever holds it did not show who they are. */
  readonly verified?: boolean;
  /** The authenticator's own count, which else goes up by one. */
  readonly counter?: number;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

export function createSoftPasskey(of: { origin: string; rpId: string }): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rawId = randomBytes(32);
  const credentialId = rawId.toString('base64url');
  let counter = 0;

  function authenticatorData(change: Wrong, credential: Buffer | null): Buffer {
    counter = change.counter ?? counter + 1;
    const flags =
      PRESENT +
      (change.verified === false ? 0 : VERIFIED) +
      (credential === null ? 0 : HAS_CREDENTIAL);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const site = sha256(Buffer.from(change.rpId ?? of.rpId));
    return Buffer.concat([site, Buffer.from([flags]), count, credential ?? Buffer.alloc(0)]);
  }

  const clientData = (type: string, challenge: string, change: Wrong) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: change.origin ?? of.origin }));

  return {
    credentialId,
    register(challenge, change = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(rawId.length);
      const model = Buffer.alloc(16);
      const credential = Buffer.concat([model, length, rawId, coseKey(publicKey)]);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        bytes(authenticatorData(change, credential)),
      ]);
      return {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, change).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    sign(challenge, change = {}) {
      const data = authenticatorData(change, null);
      const client = clientData('webauthn.get', challenge, change);
      const signature = createSign('sha256').update(data).update(sha256(client)).sign(privateKey);
      return {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

const sha256 = (value: Buffer) => createHash('sha256').update(value).digest();

/** CBOR's major types 3 and 2, as far as they are needed here (RFC 8949). */
const text = (value: string) => Buffer.concat([head(0x60, value.length), Buffer.from(value)]);
const bytes = (value: Buffer) => Buffer.concat([head(0x40, value.length), value]);

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([major + length]);
  if (length < 256) return Buffer.from([major + 24, length]);
  return Buffer.from([major + 25, length >> 8, length & 255]);
}

/** ES256: { 1: 2, 3: -7, -1: 1, -2: x, -3: y } (RFC 9053, 7.1.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (value: string) => bytes(Buffer.from(value, 'base64url'));
  const start = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
  return Buffer.concat([start, coordinate(x), Buffer.from([0x22]), coordinate(y)]);
}
