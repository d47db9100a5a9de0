import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGroup, clientAddress } from './client-address.ts';

describe('the group an address is counted in', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (text, group) => {
    expect(addressGroup(text)).toBe(group);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '256.1.1.1',
    '1.2.3',
    '01.2.3.4',
    '0x7f.0.0.1',
    '1:2:3',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    ':1:2:3:4:5:6:7',
    'g::1',
    '::1%',
    '1.2.3.4:99999999',
    `${'1'.repeat(5000)}`,
  ])('of %j is none', (text) => {
    expect(addressGroup(text)).toBeNull();
  });

  it('is there for every address, and for nothing that a browser would not take for one', () => {
    const nearly = fc.string({
      unit: fc.constantFrom(...'0123456789abcdef:.'.split('')),
      maxLength: 24,
    });
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(addressGroup(text)).not.toBeNull();
      }),
    );
    fc.assert(
      fc.property(nearly, (text) => {
        fc.pre(text.includes(':') && !/^[\d.]+:\d+$/.test(text));
        expect(addressGroup(text) !== null).toBe(URL.canParse(`http://[${text}]/`));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is one for a whole /64, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xff_ff }).map((n) => n.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        fc.pre(network.some((part) => part !== '0'));
        const name = (host: readonly string[]) => addressGroup([...network, ...host].join(':'));
        expect(name(one)).toBe(name(other));
        const next = [...network.slice(0, 3), network[3] === '1' ? '2' : '1'];
        expect(addressGroup([...next, ...one].join(':'))).not.toBe(name(one));
      }),
    );
  });
});

describe('the address of the client', () => {
  const at = (forwardedFor: string | null, trustedHops: number) =>
    clientAddress({ forwardedFor, socketAddress: '10.0.0.1', trustedHops });

  it('is the socket’s, whatever a header says, where no proxy is trusted', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(at(header, 0)).toBe('10.0.0.1');
      }),
    );
  });

  it('is what the outermost of our proxies saw, never what came before it', () => {
    expect(at('198.51.100.9', 1)).toBe('198.51.100.9');
    expect(at('1.1.1.1, 198.51.100.9', 1)).toBe('198.51.100.9');
    expect(at('1.1.1.1, 198.51.100.9, 10.0.0.2', 2)).toBe('198.51.100.9');
  });

  it('is the socket’s when the request came past the proxies, or their header is no address', () => {
    expect(at(null, 1)).toBe('10.0.0.1');
    expect(at('198.51.100.9', 2)).toBe('10.0.0.1');
    expect(at('1.1.1.1, unknown', 1)).toBe('10.0.0.1');
  });

  it('cannot be chosen by the client behind one proxy', () => {
    fc.assert(
      fc.property(fc.string(), (claimed) => {
        expect(at(`${claimed}, 198.51.100.9`, 1)).toBe('198.51.100.9');
      }),
    );
  });
});
