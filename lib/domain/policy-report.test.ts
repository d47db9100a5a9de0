import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForeignScript, readPolicyReport } from './policy-report.ts';

const PAGE = 'https://pay.example.hk/en/pay/cs_test_secret?refused=x';
const report = (blocked: string, directive = 'script-src-elem', documentUrl = PAGE) =>
  readPolicyReport({ directive, blocked, documentUrl });

describe('what is kept of a report', () => {
  it.each([
    ['https://evil.example/steal.js?card=4242', 'https://evil.example'],
    ['https://user:secret@evil.example:8443/x', 'https://evil.example:8443'],
    ['HTTPS://EVIL.example', 'https://evil.example'],
    ['http://[2001:db8::1]:80/x', 'http://[2001:db8::1]:80'],
    ['wss://evil.example/socket', 'wss://evil.example'],
    ['inline', 'inline'],
    ['eval', 'eval'],
    ['data', 'data'],
    ['data:text/javascript,alert(1)', 'data'],
    ['chrome-extension://abcdef/x.js', 'chrome-extension'],
    ['https://evil.example\\@good.example/', 'https'],
    ['', 'unknown'],
    ['\u0000\n', 'unknown'],
  ])('of %j is %j', (blocked, kept) => {
    expect(report(blocked)?.blocked).toBe(kept);
  });

  it.each([
    [PAGE, 'pay'],
    ['https://pay.example.hk/zh-HK/pay/cs_live_x/pa_y', 'attempt'],
    ['https://pay.example.hk/en/nowhere', 'other'],
    ['about', 'other'],
  ])('of the page %s is its kind: %s', (url, kind) => {
    expect(report('inline', 'style-src', url)?.page).toBe(kind);
  });

  it('is nothing where no rule is named, and the rule alone where its sources come with it', () => {
    expect(report('inline', '')).toBeNull();
    expect(report('inline', "<script>'")).toBeNull();
    expect(report('inline', "script-src 'self' https://x")?.directive).toBe('script-src');
  });

  it('never holds a session, a query or a path, and is short, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl({ withQueryParameters: true }), (text, url) => {
        for (const blocked of [text, url, `${url}?cs_test_secret`]) {
          const kept = report(blocked, `img-src ${text}`);
          expect(JSON.stringify(kept)).not.toMatch(/cs_test_|\?/);
          expect(kept?.blocked.replace('://', '')).not.toContain('/');
          expect((kept?.blocked ?? '').length).toBeLessThanOrEqual(300);
        }
      }),
    );
  });
});

it('is alarming only as a script from somewhere', () => {
  const alarming = (blocked: string, directive?: string) => {
    const kept = report(blocked, directive);
    return kept !== null && isForeignScript(kept);
  };
  expect(alarming('https://evil.example/x.js')).toBe(true);
  expect(alarming('https://evil.example/x.js', 'script-src')).toBe(true);
  expect(alarming('https://evil.example/x.png', 'img-src')).toBe(false);
  expect(alarming('inline')).toBe(false);
  expect(alarming('chrome-extension://abc/x.js'), 'a shopper’s own extension').toBe(false);
});
