import { describe, expect, it } from 'vitest';
import { createLog, redact } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  write(createLog('info', { write: (line: string) => void (text += line) }));
  return text;
}

describe('the log', () => {
  it('never holds a card number, a key or a client secret, wherever it was put', () => {
    const line = logged((log) =>
      log.error(
        {
          clientSecret: 'pi_1_secret_abc',
          nested: { secretKey: 'sk_test_abc', authorization: 'Bearer praya_sk_test_abc' },
          err: new Error('declined 4242 4242 4242 4242 with pi_9_secret_xyz and whsec_123'),
        },
        'card 4000000000000002 sk_live_abcdef praya_sk_live_abcdef',
      ),
    );
    for (const secret of [
      '4242',
      '4000000000000002',
      'secret_abc',
      'secret_xyz',
      'sk_test_abc',
      'sk_live_abcdef',
      'whsec_123',
      'praya_sk_test_abc',
    ]) {
      expect(line, secret).not.toContain(secret);
    }
    expect(JSON.parse(line)).toMatchObject({ level: 50 });
  });

  it.each(['pi_1Ab_secret_abc', 'seti_1Ab_secret_abc', 'cs_test_1Ab_secret_abc', 'ctoken_1AbC'])(
    'takes %s out of a text',
    (secret) => {
      expect(redact(`/return?x=${secret}&attempt=pa_1`)).toBe('/return?x=[redacted]&attempt=pa_1');
      const line = logged((log) => log.error({ err: new Error(`no such ${secret}`) }, secret));
      expect(line).not.toContain(secret);
    },
  );

  it('leaves ordinary ids and amounts readable', () => {
    const text = 'attempt pa_4fZ0 of cs_test_9 for 12850 at 1700000000000';
    expect(redact(text)).toContain('pa_4fZ0');
    expect(redact(text)).toContain('12850');
  });
});
