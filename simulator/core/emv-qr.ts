/** One element of an EMVCo merchant-presented QR payload: two-digit id, two-digit length, value. */
export type EmvElement = readonly [id: string, value: string];

/** EMVCo MPM allows 512 characters; anything longer is not a payment code. */
const MAX_PAYLOAD_CHARACTERS = 512;

/** CRC-16/CCITT-FALSE over the UTF-8 bytes (EMVCo MPM 1.1, 4.7.3): `123456789` gives `29B1`. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/**
 * Encodes elements in the order given. Lengths count characters (code points), not bytes.
 * @throws RangeError when a value is empty or longer than 99 characters.
 */
export function encodeElements(elements: readonly EmvElement[]): string {
  return elements
    .map(([id, value]) => {
      const length = [...value].length;
      if (length < 1 || length > 99) throw new RangeError(`element ${id} has ${length} characters`);
      return `${id}${String(length).padStart(2, '0')}${value}`;
    })
    .join('');
}

/** Encodes a whole payload, closing it with the CRC (tag 63). */
export function encodePayload(elements: readonly EmvElement[]): string {
  const open = `${encodeElements(elements)}6304`;
  return `${open}${crc16(open)}`;
}

/** Decodes a run of elements; null when a length or an id does not fit. */
export function decodeElements(text: string): Map<string, string> | null {
  const characters = [...text];
  const elements = new Map<string, string>();
  for (let at = 0; at < characters.length;) {
    const head = characters.slice(at, at + 4).join('');
    if (!/^\d{4}$/.test(head)) return null;
    const length = Number(head.slice(2));
    const value = characters.slice(at + 4, at + 4 + length);
    if (length === 0 || value.length !== length) return null;
    elements.set(head.slice(0, 2), value.join(''));
    at += 4 + length;
  }
  return elements;
}

/** Decodes a whole payload whose CRC is right; null otherwise. */
export function decodePayload(text: string): Map<string, string> | null {
  const payload = text.trim();
  if (payload.length > MAX_PAYLOAD_CHARACTERS || !payload.startsWith('000201')) return null;
  const [body, crc] = [payload.slice(0, -4), payload.slice(-4)];
  if (!body.endsWith('6304') || crc16(body) !== crc.toUpperCase()) return null;
  return decodeElements(payload);
}
