import { z } from 'zod';
import { expect } from '../support/fixtures.ts';
import { taughtBy, writeTaught } from '../support/learned-state.ts';
import { test } from '../support/ordered-stack.ts';
import { simulatorControl } from '../support/simulator-control.ts';

const explanationSchema = z.object({
  methods: z.array(
    z.object({
      method: z.string(),
      sessions: z.number(),
      chosen_when_first: z.number().nullable(),
      counts: z.object({ chosen: z.number(), paid: z.number(), failed: z.number() }),
      text: z.object({ en: z.string(), 'zh-HK': z.string() }),
    }),
  ),
});

test('what shoppers choose and what comes of it is counted while they shop, and said to the merchant', async ({
  ordered: { stack, client, stripe, shoppers },
}) => {
  await writeTaught(
    client,
    stack.keys.merchantId,
    taughtBy(Array.from({ length: 60 }, () => 'octopus')),
  );
  const explained = async (method: string) => {
    const kind = 'region=HK&device=android&amount=12850&currency=hkd';
    const answer = await stripe.rawRequest('GET', `/v1/ordering/explanation?${kind}`);
    const found = explanationSchema.parse(answer).methods.find((one) => one.method === method);
    if (found === undefined) throw new Error(`${method} is not explained.`);
    return found;
  };
  const counts = async (method: string) => (await explained(method)).counts;
  const before = await explained('payme');
  expect(before.counts).toEqual({ chosen: 0, paid: 0, failed: 0 });
  expect(await counts('octopus')).toEqual({ chosen: 60, paid: 60, failed: 0 });

  await simulatorControl(stack.urls.simulator).outages({ alipayhk: 'declines' });
  const came = await Promise.all(
    ['payme', 'payme', 'payme', 'payme', 'alipayhk', 'alipayhk'].map(shoppers.payWith),
  );
  expect(came).toEqual(['paid', 'paid', 'paid', 'paid', 'failed', 'failed']);

  const soon = { timeout: 20_000 };
  await expect.poll(() => counts('payme'), soon).toEqual({ chosen: 4, paid: 4, failed: 0 });
  await expect.poll(() => counts('alipayhk'), soon).toEqual({ chosen: 2, paid: 0, failed: 2 });
  expect(await counts('octopus')).toEqual({ chosen: 60, paid: 60, failed: 0 });
  const after = await explained('payme');
  expect(after.sessions).toBe(before.sessions + 6);
  expect(after.chosen_when_first).toBeGreaterThan(before.chosen_when_first ?? 1);
  // Of those who choose it, all pay.
  expect(after.text.en).toContain('PayMe');
  expect(after.text['zh-HK']).toContain('66 次結帳');
});
