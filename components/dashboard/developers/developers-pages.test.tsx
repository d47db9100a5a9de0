import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { OPERATOR_ROLES, type OperatorRole, mayDo } from '#lib/domain/operator-role.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import type { DashboardPage } from '../dashboard-page.ts';
import { pageFor } from '../fixtures/page.ts';
import { KeysPage, type ShownKey } from './keys-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { RequestsPage, type RequestsView } from './requests-page.tsx';
import { type ShownEndpoint, WebhooksPage } from './webhooks-page.tsx';

const AT = new Date('2026-11-23T02:00:00Z');

const KEY: ShownKey = {
  id: 'key_1',
  name: 'Shop server',
  kind: 'secret',
  scopes: [],
  prefix: 'praya_sk_test_',
  last4: 'WxYz',
  state: 'works',
  createdAt: AT,
  madeBy: null,
  lastUsedAt: null,
  endsAt: null,
};

const ENDPOINT: ShownEndpoint = {
  id: 'we_1',
  url: 'https://tea.example.hk/hooks?a=<b>',
  description: null,
  enabledEvents: ['*'],
  apiVersion: '2026-01-28.praya',
  enabled: true,
  disabledBecause: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: AT,
};

const NO_REQUESTS: RequestsView = {
  requests: [],
  query: { result: '', path: '', key: '', from: '', to: '' },
  keys: [],
  missing: null,
  newestHref: null,
  olderHref: null,
};

const REQUEST: RequestsView['requests'][number] = {
  id: 'req_1',
  key: 'Shop server',
  createdAt: AT,
  method: 'POST',
  path: '/v1/refunds',
  status: 400,
  durationMs: 12,
  apiVersion: '2026-01-28.praya',
  idempotencyKey: null,
  replayed: false,
  params: { amount: '1' },
  answered: null,
  errorType: 'invalid_request_error',
  errorCode: 'amount_too_large',
  errorParam: 'amount',
  errorMessage: 'The amount is more than is left.',
};

const keys = (...shown: readonly ShownKey[]) => ({ keys: shown, done: null, refused: null });
const webhooks = (...shown: readonly Partial<ShownEndpoint>[]) => ({
  endpoints: shown.map((change) => ({ endpoint: { ...ENDPOINT, ...change }, lastTry: null })),
  done: null,
});
const html = (element: ReactElement) => renderToStaticMarkup(element);

describe.each(LOCALES)('the developers’ pages, in %s', (locale) => {
  const page = pageFor(locale, 'developers');
  const { t } = page.words;
  const keysPage = (...shown: readonly ShownKey[]) =>
    html(<KeysPage view={keys(...shown)} page={page} />);
  const webhooksPage = (...shown: readonly Partial<ShownEndpoint>[]) =>
    html(<WebhooksPage view={webhooks(...shown)} page={page} />);
  const requestsPage = (...requests: RequestsView['requests']) =>
    html(<RequestsPage view={{ ...NO_REQUESTS, requests }} page={page} />);

  it('are full or empty, with a word for either', () => {
    const drawn = [
      { full: keysPage(KEY), empty: keysPage() },
      { full: webhooksPage({}), empty: webhooksPage() },
      { full: requestsPage(REQUEST), empty: requestsPage() },
    ];
    for (const { full, empty } of drawn) {
      expect(full).toContain('<table');
      expect(empty).not.toContain('<table');
      expect(empty).toMatch(/dash-empty"><h2>[^<{]+<\/h2>/);
    }
  });

  it('name each state of a key, and put those that are over apart', () => {
    const old: ShownKey = { ...KEY, id: 'key_2', name: 'Old server', state: 'revoked', endsAt: AT };
    const drawn = keysPage(KEY, old);
    const over = drawn.slice(drawn.indexOf('Shop server'));
    expect(over.match(/<table/g)).toHaveLength(1);
    expect(over.indexOf('<table')).toBeLessThan(over.indexOf('Old server'));
    expect(drawn).toContain('praya_sk_test_');
  });

  it('write an endpoint’s address as text', () => {
    expect(webhooksPage({})).toContain('https://tea.example.hk/hooks?a=&lt;b&gt;');
  });

  it('say in the overview how many endpoints fail, and nothing of it where none does', () => {
    const overview = (failing: number) =>
      html(
        <OverviewPage
          view={{
            workingKeys: 1,
            endpoints: { on: 2, failing, off: 0 },
            requests: { succeeded: 5, refused: 1, failed: 0 },
          }}
          page={page}
        />,
      );
    const words = t('dashboard.developers.webhooks.countFailing', { count: 2 });
    expect(overview(2)).toContain(words);
    expect(overview(0)).not.toContain('dev-warn');
  });
});

describe('who may change', () => {
  const linksOf = (of: (page: DashboardPage) => ReactElement, role: OperatorRole) =>
    [...html(of(pageFor('en', 'developers', role))).matchAll(/href="[^"]*\/(\w+\/new)"/g)].map(
      ([, path]) => path,
    );

  it.each(OPERATOR_ROLES)('%s is offered what the role allows, and no more', (role) => {
    expect(linksOf((page) => <KeysPage view={keys(KEY)} page={page} />, role)).toEqual(
      mayDo(role, 'keys.change') ? ['keys/new'] : [],
    );
    expect(linksOf((page) => <WebhooksPage view={webhooks({})} page={page} />, role)).toEqual(
      mayDo(role, 'webhooks.change') ? ['webhooks/new'] : [],
    );
  });
});
