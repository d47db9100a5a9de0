import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import type { Need } from '#lib/domain/payment-figures.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import { pageFor } from './fixtures/page.ts';
import { HomeNeeds } from './home-needs.tsx';

const COUNTED = [
  'disputes',
  'refunds',
  'claims',
  'transfers',
  'unknown',
  'reviews',
  'discrepancies',
  'endpoints_disabled',
  'endpoints_failing',
] as const;
const NEEDS: readonly Need[] = [
  ...COUNTED.map((kind) => ({ kind, count: 1 })),
  { kind: 'method_down', method: 'payme', since: new Date('2026-11-23T02:00:00Z') },
  { kind: 'method_fell', method: 'fps', recent: 0.254, past: 0.8 },
];

const drawn = (locale: Locale, needs: readonly Need[], role: OperatorRole = 'owner') =>
  renderToStaticMarkup(<HomeNeeds needs={needs} page={pageFor(locale, 'home', role)} />);

describe.each(LOCALES)('what needs a person, in %s', (locale) => {
  it('says a sentence of each kind and leads to where one acts', () => {
    for (const need of NEEDS) {
      const html = drawn(locale, [need]);
      expect(html, need.kind).toMatch(/<a href="\/[\w-]+\/dashboard\/mer_\d+1\/test\/\w+/);
      expect(html, need.kind).toMatch(/home-need">[^<{]{8,}</);
    }
    expect(drawn(locale, NEEDS)).toContain('25%');
  });

  it('counts no further than a hundred', () => {
    expect(drawn(locale, [{ kind: 'refunds', count: 99 }])).toContain('>99<');
    expect(drawn(locale, [{ kind: 'refunds', count: 100 }])).toContain('>99+<');
  });
});

it('says to whom nothing of it is open what is the matter, without a way there', () => {
  const html = drawn('en', [{ kind: 'endpoints_failing', count: 2 }], 'viewer');
  expect(html).toContain('Webhook endpoints do not take what is sent.');
  expect(html).not.toContain('<a ');
});

it('says that nothing needs anybody', () => {
  expect(drawn('en', [])).toContain('Nothing right now.');
});
