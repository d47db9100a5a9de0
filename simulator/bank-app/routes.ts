import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { toMinor } from '../core/amount.ts';
import type { SimulatorContext } from '../core/context.ts';
import type { FpsNetwork, FpsResult } from '../core/fps-network.ts';
import { languageOf, type Language } from '../ui/page.ts';
import { readQrPicture } from '../ui/qr-picture.ts';
import { readFpsRequest, type FpsRequest } from './fps-request.ts';
import type { MerchantAccount } from './merchant-account.ts';
import { declinedPage, receiptPage, reviewPage, scanPage, type Receipt } from './pages.ts';
import { statementPage } from './statement-page.ts';
import type { BankProblem } from './texts.ts';

const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;
const MAX_TIMES = 10;
const MAX_RECEIPTS_KEPT = 500;

const payJson = z.object({
  payload: z.string(),
  amountMinor: z.number().int().positive().optional(),
  times: z.number().int().min(1).max(MAX_TIMES).default(1),
});

const transferJson = z.object({
  proxy: z.string(),
  amountMinor: z.number().int().positive(),
  currency: z.enum(['HKD', 'CNY']).default('HKD'),
  reference: z.string().max(140).nullable().default(null),
});

/** Whose telephone this is. */
const PAYER = 'CHAN TAI MAN';

/**
 * A shopper's bank: `GET /bank-app` for people, `POST /bank-app/pay` as JSON for tests
 * (`{payload, amountMinor?, times?}` → `{payments: FpsResult[]}`), `POST /bank-app/transfer` for what people
 * type by hand. And a merchant's: the statement of its own account, as a page and as CSV.
 */
export function bankApp(
  context: SimulatorContext,
  fps: FpsNetwork,
  merchantAccount: MerchantAccount,
): Hono {
  const app = new Hono();
  const receipts = new Map<string, Receipt>();
  app.use('/bank-app/*', bodyLimit({ maxSize: MAX_UPLOAD_BYTES }));

  function transfer(request: FpsRequest, amountMinor: number): FpsResult {
    return send({ ...request, amountMinor });
  }

  function send(order: {
    proxy: string;
    reference: string | null;
    amountMinor: number;
    currency: 'HKD' | 'CNY';
  }): FpsResult {
    return fps.transfer({
      fpsId: order.proxy,
      reference: order.reference,
      amountMinor: order.amountMinor,
      currency: order.currency,
      payer: PAYER,
      transactionId: `FRN${randomBytes(6).toString('hex').toUpperCase()}`,
    });
  }

  function review(c: Context, language: Language, payload: string, problem: BankProblem | null) {
    const request = readFpsRequest(payload);
    if (request === null) return c.html(scanPage(language, 'not_fps', payload), 422);
    const expired = request.expiresAt !== null && request.expiresAt <= context.now();
    return c.html(
      reviewPage(language, { payload, request, expired, problem }),
      problem === null ? 200 : 422,
    );
  }

  app.get('/bank-app/statement', (c) =>
    c.html(statementPage(pageLanguage(c, c.req.query('lang')), merchantAccount.entries())),
  );
  app.get('/bank-app/statement.csv', (c) =>
    c.body(merchantAccount.csv(), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="statement.csv"',
    }),
  );
  app.post('/bank-app/transfer', async (c) => {
    const parsed = transferJson.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    return c.json({ payment: send(parsed.data) });
  });

  app.get('/bank-app', (c) => {
    const language = pageLanguage(c, c.req.query('lang'));
    const payload = c.req.query('qr') ?? '';
    if (payload !== '') return review(c, language, payload, null);
    return c.html(scanPage(language, null, ''));
  });

  app.post('/bank-app/review', async (c) => {
    const form = await c.req.parseBody();
    const language = pageLanguage(c, text(form['lang']));
    const { picture } = form;
    if (picture instanceof File && picture.size > 0) {
      const read = readQrPicture(new Uint8Array(await picture.arrayBuffer()));
      if (read.status === 'unreadable') return c.html(scanPage(language, read.reason, ''), 422);
      return review(c, language, read.text, null);
    }
    const payload = text(form['payload']).trim();
    if (payload === '') return c.html(scanPage(language, 'nothing', ''), 422);
    return review(c, language, payload, null);
  });

  app.post('/bank-app/pay', async (c) => {
    if (c.req.header('content-type')?.startsWith('application/json')) return payAsJson(c);
    const form = await c.req.parseBody();
    const language = pageLanguage(c, text(form['lang']));
    const payload = text(form['payload']);
    const request = readFpsRequest(payload);
    if (request === null) return c.html(scanPage(language, 'not_fps', payload), 422);
    const amountMinor = request.amountEditable
      ? typedAmount(text(form['amount']), request.currency)
      : request.amountMinor;
    if (amountMinor === null) return review(c, language, payload, 'amount');
    const id = randomBytes(9).toString('base64url');
    receipts.set(id, { payload, request, amountMinor, result: transfer(request, amountMinor) });
    const [oldest] = receipts.keys();
    if (receipts.size > MAX_RECEIPTS_KEPT && oldest !== undefined) receipts.delete(oldest);
    // A page of its own, so that reloading the receipt pays nothing.
    return c.redirect(`/bank-app/receipts/${id}?lang=${language}`, 303);
  });

  app.get('/bank-app/receipts/:id', (c) => {
    const language = pageLanguage(c, c.req.query('lang'));
    const receipt = receipts.get(c.req.param('id'));
    if (receipt === undefined) return c.redirect(`/bank-app?lang=${language}`, 303);
    return c.html(receiptPage(language, receipt));
  });

  app.post('/bank-app/decline', async (c) => {
    const form = await c.req.parseBody();
    return c.html(declinedPage(pageLanguage(c, text(form['lang']))));
  });

  async function payAsJson(c: Context): Promise<Response> {
    const parsed = payJson.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      return c.json({ error: 'invalid_request', issues: parsed.error.issues }, 400);
    const request = readFpsRequest(parsed.data.payload);
    if (request === null) return c.json({ error: 'not_fps' }, 400);
    const { amountMinor = request.amountMinor, times } = parsed.data;
    if (amountMinor === null) return c.json({ error: 'amount_required' }, 422);
    if (amountMinor !== request.amountMinor && !request.amountEditable) {
      return c.json({ error: 'amount_fixed' }, 422);
    }
    return c.json({
      payments: Array.from({ length: times }, () => transfer(request, amountMinor)),
    });
  }

  return app;
}

function pageLanguage(c: Context, asked: string | undefined): Language {
  return languageOf(asked, c.req.header('accept-language'));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Null when it is no amount. */
function typedAmount(value: string, currency: string): number | null {
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(value.trim())) return null;
  const minor = toMinor(Number(value), currency);
  return minor === null || minor <= 0 ? null : minor;
}
