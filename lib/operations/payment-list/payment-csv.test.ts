import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { readPaymentFilter } from '#lib/domain/payment-filter.ts';
import { parseCsv } from '#lib/fps/parse-csv.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { AppContext } from '../context.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { type GeneratedPayment, generatedPayment, isMeant } from '../testing/generated-payments.ts';
import { HERE, createOperatorWorld } from '../testing/operator-world.ts';
import { type SeededMerchant, seedMerchant } from '../testing/seed.ts';
import { storePayment } from '../testing/store-payment.ts';
import { createTestContext } from '../testing/test-context.ts';
import { exportPayments } from './export-payments.ts';
import { paymentCsv } from './payment-csv.ts';

const PLAIN: GeneratedPayment = {
  second: 3_600,
  amount: 12_850n,
  currency: 'HKD',
  method: 'card',
  ending: 'captured',
  firstTry: null,
  closed: 'open',
  kind: 'exact',
  refunds: ['half'],
  disputed: false,
  raised: null,
  region: 'HK',
  reference: '=HYPERLINK("https://evil.example")',
  email: '+mei@tea.example.hk',
  description: '鐵觀音，\n一百克',
  last4: '4242',
};

const ALL = readPaymentFilter({}).filter;
const LIMITS = { maxCharacters: 1e7, maxRecords: 1e5 };

describeOnEachDatabase('payments as CSV', (getDatabase) => {
  let context: AppContext;
  let merchant: SeededMerchant;

  beforeEach(async () => {
    ({ context } = createTestContext(getDatabase()));
    merchant = await seedMerchant(context);
  });

  const owner = () => ({ merchantId: merchant.merchantId, livemode: false });
  const store = (payment: GeneratedPayment) => storePayment(context, owner(), merchant, payment);

  async function textOf(pieces: AsyncIterable<string>): Promise<string> {
    let text = '';
    for await (const piece of pieces) text += piece;
    return text;
  }

  test('a row tells all of a payment, and nothing in it is a formula', async () => {
    const { id, sessionId, providerReference } = await store(PLAIN);
    const text = await textOf(paymentCsv(context, owner(), ALL, wordsFor('en')));
    expect(text.startsWith('\uFEFFPayment ID,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    const [head, row, ...others] = parseCsv(text, LIMITS).map(({ fields }) => fields);
    expect(others).toEqual([]);
    expect(Object.fromEntries((head ?? []).map((name, at) => [name, row?.[at]]))).toEqual({
      'Payment ID': id,
      'Session ID': sessionId,
      Created: '2026-11-21T01:00:00+08:00',
      Paid: '2026-11-21T01:00:00+08:00',
      Status: 'Refunded in part',
      Amount: '128.50',
      Refunded: '64.25',
      Currency: 'HKD',
      Method: 'Credit or debit card',
      Provider: 'Stripe',
      'Your reference': '\'=HYPERLINK("https://evil.example")',
      Description: '鐵觀音，\n一百克',
      Item: 'Tieguanyin',
      Email: "'+mei@tea.example.hk",
      'Shopper’s region': 'HK',
      'Card brand': 'visa',
      'Card last four': '4242',
      'Why it was declined': '',
      'Provider’s reference': providerReference,
      'Needs looking into': 'No',
      Disputed: 'No',
    });
  });

  test('its headings and words are Chinese in Chinese', async () => {
    await store({ ...PLAIN, ending: 'declined', refunds: [] });
    const text = await textOf(paymentCsv(context, owner(), ALL, wordsFor('zh-HK')));
    const [head, row] = parseCsv(text, LIMITS).map(({ fields }) => fields);
    expect(head?.slice(0, 5)).toEqual(['款項 ID', '付款頁 ID', '建立時間', '付款時間', '狀態']);
    expect(row).toContain('不獲批准');
    expect(row).toContain('銀行未有批准這筆付款');
  });

  test('holds every payment of the filter once, in however small batches, and no stranger’s', async () => {
    const stranger = await seedMerchant(context);
    const stored = [];
    for (const payment of fc.sample(generatedPayment, { numRuns: 40, seed: 5 })) {
      stored.push(await store(payment));
      const others = { merchantId: stranger.merchantId, livemode: false };
      if (stored.length % 5 === 0) await storePayment(context, others, stranger, payment);
    }
    for (const query of [{}, { method: 'card' }, { status: 'paid', method: 'card' }]) {
      const { filter } = readPaymentFilter(query);
      const bounds = { batch: 3, most: 1_000 };
      const text = await textOf(paymentCsv(context, owner(), filter, wordsFor('en'), bounds));
      const [, ...rows] = parseCsv(text, LIMITS).map(({ fields }) => fields[0] ?? '');
      const meant = stored.filter((payment) => isMeant(payment, filter)).map(({ id }) => id);
      expect(meant.length).toBeGreaterThan(1);
      expect(rows.toSorted()).toEqual(meant.toSorted());
    }
  });

  test('says in its last record that it is not whole: at its most rows, and where the database went', async () => {
    for (let second = 0; second < 5; second += 1) await store({ ...PLAIN, second });
    const cut = paymentCsv(context, owner(), ALL, wordsFor('en'), { batch: 2, most: 4 });
    const rows = parseCsv(await textOf(cut), LIMITS).map(({ fields }) => fields[0]);
    expect(rows).toHaveLength(6);
    expect(rows.at(-1)).toContain('INCOMPLETE: a file holds at most 4 payments.');

    const whole = paymentCsv(context, owner(), ALL, wordsFor('en'), { batch: 5, most: 5 });
    expect(await textOf(whole)).not.toContain('INCOMPLETE');

    let readings = 0;
    const { db } = context.database;
    const failing: AppContext = {
      ...context,
      database: {
        ...context.database,
        db: Object.assign(Object.create(db) as typeof db, {
          transaction: (async (work) => {
            readings += 1;
            if (readings > 1) throw new Error('the connection was lost');
            return db.transaction(work);
          }) satisfies (typeof db)['transaction'],
        }),
      },
    };
    const broken = paymentCsv(failing, owner(), ALL, wordsFor('en'), { batch: 2, most: 100 });
    const left = parseCsv(await textOf(broken), LIMITS).map(({ fields }) => fields[0]);
    expect(left).toHaveLength(4);
    expect(left.at(-1)).toContain('INCOMPLETE: the export broke off after 2 payments.');
  });

  test('reads no further once nobody takes it', async () => {
    for (let second = 0; second < 6; second += 1) await store({ ...PLAIN, second });
    const pieces = paymentCsv(context, owner(), ALL, wordsFor('en'), { batch: 2, most: 100 });
    await pieces.next();
    await pieces.next();
    await pieces.return(undefined);
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
  });

  test('is in the audit log, with what it was filtered by, before anything of it leaves', async () => {
    const world = createOperatorWorld(getDatabase());
    const { merchantId } = owner();
    const operator = await world.newOperator({ email: 'yan@tea.example.hk', merchantId });
    const asking = await world.signedIn(operator);
    const [membership] = asking.memberships;
    if (membership === undefined) throw new Error('The operator is of no merchant.');
    const pieces = await exportPayments(
      world.context,
      { ...asking, membership, isFresh: false, request: HERE },
      {
        livemode: false,
        filter: ALL,
        address: '?status=declined&method=card',
        words: wordsFor('en'),
      },
    );
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(entries[0]).toMatchObject({
      action: 'payments.exported',
      after: { mode: 'test', filter: 'status=declined&method=card' },
      actor: { email: 'yan@tea.example.hk' },
    });
    await pieces.return(undefined);
  });
});
