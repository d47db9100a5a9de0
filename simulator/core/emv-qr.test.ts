import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { crc16, decodeElements, decodePayload, encodePayload } from './emv-qr.ts';

const vectors = z
  .object({
    cases: z
      .array(z.object({ source: z.string(), payload: z.string(), valid: z.boolean() }))
      .min(9),
  })
  .parse(JSON.parse(readFileSync(new URL('./fps-qr-vectors.json', import.meta.url), 'utf8')));

test('the checksum is CRC-16/CCITT-FALSE', () => {
  expect(crc16('123456789')).toBe('29B1');
});

describe('published and computed payloads', () => {
  test.each(vectors.cases)('$source', ({ payload, valid }) => {
    const fields = decodePayload(payload);
    expect(fields !== null).toBe(valid);
    if (fields === null) return;
    // Encoding what was read, in the same order, gives the very same payload.
    const elements = [...fields].filter(([id]) => id !== '63');
    expect(encodePayload(elements)).toBe(payload);
    expect(decodeElements(fields.get('26') ?? '')?.get('00')).toBe('hk.com.hkicl');
  });
});

test('a payload with a wrong length is refused even when its checksum is right', () => {
  const body = '00020101021226990012hk.com.hkicl02071234567530334454031005802HK6304';
  expect(decodePayload(`${body}${crc16(body)}`)).toBeNull();
});

test('lengths count characters, also beyond the basic plane', () => {
  const payload = encodePayload([
    ['00', '01'],
    ['59', '𨋢仔茶'],
  ]);
  expect(payload).toContain('5903𨋢仔茶');
  expect(decodePayload(payload)?.get('59')).toBe('𨋢仔茶');
});
