import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { PaymentAttemptId } from '#lib/domain/ids.ts';
import { money, zero } from '#lib/domain/money.ts';
import { OPERATOR_ROLES, type OperatorRole } from '#lib/domain/operator-role.ts';
import type { PaymentDetail } from '#lib/domain/payment-detail.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import { pageFor } from '../fixtures/page.ts';
import { PaymentPage } from './payment-page.tsx';

const AT = new Date('2026-11-23T02:00:00Z');
const amount = money(12_850n, 'HKD');
const none = zero('HKD');

/** A payment of which everything can be done at once, as no real one ever lets. */
const DETAIL: PaymentDetail = {
  id: 'pi_1',
  status: 'requires_capture',
  state: 'authorized',
  amount,
  description: null,
  metadata: {},
  session: { id: 'cs_test_1', pageUrl: null, reference: null, metadata: {}, answers: [] },
  customer: { id: null, name: null, email: null, phone: null },
  items: [{ name: 'Tieguanyin oolong', quantity: 1, amount }],
  paidWith: 'fps',
  money: {
    received: none,
    refunded: none,
    refunding: none,
    disputed: none,
    kept: none,
    held: amount,
  },
  shown: {
    at: AT,
    policy: 'a-policy-of-tomorrow',
    source: 'policy',
    experimentId: 'exp_1',
    arm: 'fps-first',
    methods: [{ method: 'fps', why: { en: 'FPS is first.', 'zh-HK': '轉數快排第一。' } }],
    leftOut: [{ method: 'octopus', reason: 'below_minimum' }],
  },
  attempts: [],
  transfers: [],
  unmatched: [
    { id: 'btr_1', amount, bankReference: 'FRN-1', payer: 'CHAN TAI MAN', receivedAt: AT },
  ],
  refunds: [],
  timeline: [{ at: AT, kind: 'created' }],
  told: [
    {
      id: 'evt_1',
      type: 'payment_intent.created',
      at: AT,
      payload: { id: 'pi_1' },
      deliveries: [
        {
          endpointId: 'we_1',
          url: 'https://tea.example.hk/hooks',
          status: 'dead',
          tries: 10,
          answer: 'HTTP 500',
          nextTryAt: null,
          deliveredAt: null,
        },
      ],
    },
  ],
  bookings: [],
  can: {
    refund: amount,
    capture: amount,
    cancel: true,
    confirm: [
      { attemptId: 'pa_1' as PaymentAttemptId, reference: 'ABCD', claimed: true }, // a fixture's
    ],
    recordReturn: { transferId: 'btr_2', left: amount },
  },
  version: 'v1',
};

const action = () => Promise.reject(new Error('Nothing is pressed here.'));

function draw(role: OperatorRole, locale: Locale): string {
  const actions = {
    cancel: action,
    capture: action,
    confirm: action,
    match: action,
    recordReturn: action,
    refund: action,
    reject: action,
    resend: action,
  };
  return renderToStaticMarkup(
    <PaymentPage
      view={{
        detail: DETAIL,
        done: null,
        doneKey: '',
        refused: null,
        refundKey: 're_1',
        today: '2026-11-23',
      }}
      page={pageFor(locale, 'payments', role)}
      actions={actions}
    />,
  );
}

/** What is written on the buttons of a drawn page. */
const buttonsOf = (html: string) =>
  [...html.matchAll(/<button[^>]*>([^<]+)<\/button>/g)].map(([, text]) => text);

const DECIDE = ['Confirm the FPS transfer', 'No transfer came'];
const SHOWN: Readonly<Record<OperatorRole, readonly string[]>> = {
  owner: [
    'Take the money',
    ...DECIDE,
    'Refund',
    'Record money sent back',
    'Cancel payment',
    'It is this one',
    'Send again',
  ],
  operator: [
    'Take the money',
    ...DECIDE,
    'Refund',
    'Record money sent back',
    'Cancel payment',
    'It is this one',
    'Send again',
  ],
  finance: [...DECIDE, 'Refund', 'Record money sent back', 'It is this one'],
  developer: ['Send again'],
  viewer: [],
};

test.each(OPERATOR_ROLES)('offers what the role allows and nothing else: %s', (role) => {
  expect(buttonsOf(draw(role, 'en'))).toEqual(SHOWN[role]);
});

test.each(LOCALES)(
  'explains the order that was shown, and shows what it has no word for (%s)',
  (locale) => {
    const html = draw('viewer', locale);
    expect(html).toContain(locale === 'en' ? 'FPS is first.' : '轉數快排第一。');
    expect(html).toContain(locale === 'en' ? 'below its minimum' : '低於最低金額');
    expect(html).toContain('a-policy-of-tomorrow');
    expect(html).toContain('fps-first');
  },
);
