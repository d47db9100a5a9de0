import { z } from 'zod';
import { TestShopperError } from '#lib/domain/test-shopper.ts';

/** The simulator answers at once; a fault that keeps it is not waited for longer than this. */
const TIMEOUT_MS = 10_000;

const paidSchema = z.object({
  payments: z.array(
    z.object({
      status: z.enum(['accepted', 'rejected']),
      transactionId: z.string(),
      reason: z.string().optional(),
    }),
  ),
});
const answeredSchema = z.object({ taken: z.boolean() });
const expiredSchema = z.object({ expired: z.boolean() });

/**
 * What a shopper does outside the checkout, in the simulator's bank and wallets. Each throws
 * TestShopperError where the simulator does not do it.
 */
export interface SimulatedShopper {
  readonly origin: string;
  /** Pays an FPS code in the bank's app; the bank's name of the transfer. */
  payFps(payload: string): Promise<string>;
  /** Scans a wallet's code, or follows its link, and answers. */
  answerWallet(code: string, answer: 'approve' | 'refuse' | 'never'): Promise<void>;
  /** Lets an FPS code's time run out. */
  expireFps(payload: string): Promise<void>;
  /** Sends a page of the simulator's as its form would be sent; its answer's text. */
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<string>;
}

export function simulatedShopper(origin: string): SimulatedShopper {
  const askJson = async (path: string, body: object): Promise<unknown> => {
    const text = await post(`${origin}${path}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return JSON.parse(text);
  };
  return {
    origin,
    async payFps(payload) {
      const { payments } = paidSchema.parse(await askJson('/bank-app/pay', { payload }));
      const [payment] = payments;
      if (payment?.status === 'accepted') return payment.transactionId;
      throw new TestShopperError(
        `The bank could not pay the code: ${payment?.reason ?? 'no answer'}.`,
      );
    },
    async answerWallet(code, answer) {
      const { taken } = answeredSchema.parse(await askJson('/wallet/answer', { code, answer }));
      if (!taken) throw new TestShopperError('The wallet says that the payment is over already.');
    },
    async expireFps(payload) {
      const { expired } = expiredSchema.parse(
        await askJson('/control/airwallex/expire', { payload }),
      );
      if (!expired) throw new TestShopperError('The code is over already.');
    },
    async submit(url, fields) {
      if (new URL(url).origin !== origin) {
        throw new TestShopperError(`${new URL(url).origin} is not the simulator.`);
      }
      return post(url, { headers: {}, body: new URLSearchParams(fields) });
    },
  };
}

async function post(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string | URLSearchParams },
): Promise<string> {
  const { pathname } = new URL(url);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      cache: 'no-store',
      // A page that sends its shopper back has taken the answer.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TestShopperError(`The simulator could not be reached at ${pathname}: ${reason}`);
  }
  const text = await response.text();
  if (response.status < 400) return text;
  throw new TestShopperError(`The simulator answered ${response.status} at ${pathname}.`);
}
