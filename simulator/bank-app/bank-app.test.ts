import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import QRCode from 'qrcode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { login } from '../airwallex/airwallex-client.ts';
import { encodeElements, encodePayload } from '../core/emv-qr.ts';
import { startSimulator, type RunningSimulator } from '../start.ts';
import { readFpsRequest } from './fps-request.ts';
import { readQrPicture } from '../ui/qr-picture.ts';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0, dataDir: mkdtempSync(join(tmpdir(), 'simulator-')) });
});
afterAll(() => simulator.stop());

async function post(path: string, fields: Record<string, string | Blob>): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ lang: 'en', ...fields })) form.append(name, value);
  return fetch(`${simulator.origin}${path}`, { method: 'POST', body: form, redirect: 'manual' });
}

function payloadOf(
  fpsFields: readonly (readonly [string, string])[],
  amount: string | null,
): string {
  return encodePayload([
    ['00', '01'],
    ['01', '12'],
    ['26', encodeElements([['00', 'hk.com.hkicl'], ['02', '1084720'], ...fpsFields])],
    ['52', '0000'],
    ['53', '344'],
    ...(amount === null ? [] : [['54', amount] as const]),
    ['58', 'HK'],
    ['59', 'HARBOUR TEA'],
    ['60', 'HK'],
    ['62', encodeElements([['05', 'INV-1']])],
  ]);
}

test('an uploaded picture is read, shown and paid; reloading the receipt pays nothing', async () => {
  const client = await login(simulator.origin);
  const intent = await client.confirm((await client.create()).id, 'fps', 'webqr');
  const payload = intent.next_action?.qrcode ?? '';
  const png = await QRCode.toBuffer(payload, { width: 480, margin: 4 });
  const reviewed = await post('/bank-app/review', {
    picture: new Blob([new Uint8Array(png)], { type: 'image/png' }),
  });
  const page = await reviewed.text();
  expect(page).toContain('HK$128.50');
  expect(page).toContain('Airwallex (Hong Kong) Ltd');
  const paid = await post('/bank-app/pay', { payload });
  expect(paid.status).toBe(303);
  const receipt = new URL(paid.headers.get('location') ?? '', simulator.origin);
  for (const _time of [1, 2]) expect(await (await fetch(receipt)).text()).toContain('Sent');
  expect(
    simulator.context.log.entries().filter(({ paymentId }) => paymentId === intent.id),
  ).toHaveLength(1);
});

test('leaving a payment sends nothing', async () => {
  const before = simulator.context.log.entries().length;
  expect(await (await post('/bank-app/decline', {})).text()).toContain('Nothing was paid');
  expect(simulator.context.log.entries()).toHaveLength(before);
});

test('a code on a transparent ground is read too', async () => {
  const png = await QRCode.toBuffer('hello', { width: 300, color: { light: '#0000' } });
  expect(readQrPicture(png)).toEqual({ status: 'read', text: 'hello' });
});

test.each([
  ['a text file', Buffer.from('not a picture'), 'not a PNG'],
  ['a cut-off PNG', null, 'damaged'],
])('%s is refused with its reason', async (_what, bytes, words) => {
  const whole = await QRCode.toBuffer('hello');
  const file = new Blob([new Uint8Array(bytes ?? whole.subarray(0, 60))]);
  const response = await post('/bank-app/review', { picture: file });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain(words);
});

test('a picture that claims to be enormous is not unpacked', async () => {
  const png = Buffer.from(await QRCode.toBuffer('hello'));
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  expect(readQrPicture(png)).toEqual({ status: 'unreadable', reason: 'too_large' });
});

test('a mistyped payment code is refused and stays in the form', async () => {
  const wrong = payloadOf([], '10.00').replace('10.00', '90.00');
  const response = await post('/bank-app/review', { payload: wrong });
  expect(response.status).toBe(422);
  const page = await response.text();
  expect(page).toContain('not a valid FPS payment code');
  expect(page).toContain(wrong);
});

test('the payer types the amount only where the code lets them', () => {
  expect(readFpsRequest(payloadOf([], '10'))).toMatchObject({
    amountMinor: 1000,
    amountEditable: false,
  });
  expect(readFpsRequest(payloadOf([['06', '1']], '10.5'))).toMatchObject({
    amountMinor: 1050,
    amountEditable: true,
  });
  expect(readFpsRequest(payloadOf([], null))).toMatchObject({
    amountMinor: null,
    amountEditable: true,
  });
  expect(readFpsRequest(payloadOf([], '0.00'))).toBeNull();
});

test.each([
  [{ payload: payloadOf([], '10.00'), amountMinor: 900 }, 422, { error: 'amount_fixed' }],
  [{ payload: payloadOf([], null) }, 422, { error: 'amount_required' }],
  [{ payload: 'hello' }, 400, { error: 'not_fps' }],
  [{ times: 2 }, 400, { error: 'invalid_request' }],
  [
    { payload: payloadOf([['06', '1']], '10.00'), amountMinor: 900 },
    200,
    { payments: [{ status: 'rejected' }] },
  ],
])('the JSON door answers %#', async (body, status, answer) => {
  const response = await fetch(`${simulator.origin}/bank-app/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(status);
  expect(z.record(z.string(), z.unknown()).parse(await response.json())).toMatchObject(answer);
});

test('a merchant’s own account takes what is sent, says so on its statement, and tells nobody', async () => {
  const payload = encodePayload([
    ['00', '01'],
    ['01', '12'],
    [
      '26',
      encodeElements([
        ['00', 'hk.com.hkicl'],
        ['02', '1688388'],
      ]),
    ],
    ['52', '0000'],
    ['53', '344'],
    ['54', '128.50'],
    ['58', 'HK'],
    ['59', 'HARBOUR TEA LIMITED'],
    ['60', 'HK'],
    ['62', encodeElements([['05', 'PY0123456789AB']])],
  ]);
  const json = (path: string, body: object) =>
    fetch(`${simulator.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect(await (await json('/bank-app/pay', { payload })).json()).toMatchObject({
    payments: [{ status: 'accepted' }],
  });
  const byHand = { proxy: '+852-51688388', amountMinor: 5, reference: 'tea, "thanks"' };
  expect(await (await json('/bank-app/transfer', byHand)).json()).toMatchObject({
    payment: { status: 'accepted' },
  });
  const csv = await (await fetch(`${simulator.origin}/bank-app/statement.csv`)).text();
  const lines = csv.split('\r\n');
  expect(lines[0]).toBe('received_at,amount,currency,payer,reference,description,bank_reference');
  expect(lines[1]).toMatch(
    /^2\S+Z,128\.50,HKD,CHAN TAI MAN,PY0123456789AB,FPS CREDIT,FRN[0-9A-F]{12}$/,
  );
  expect(lines[2]).toContain('0.05,HKD,CHAN TAI MAN,"tea, ""thanks""",');
  const page = await (await fetch(`${simulator.origin}/bank-app/statement?lang=zh-HK`)).text();
  for (const text of ['戶口結單', 'HK$128.50', 'PY0123456789AB']) expect(page).toContain(text);
  expect((await json('/bank-app/transfer', { ...byHand, amountMinor: 0 })).status).toBe(400);
});
