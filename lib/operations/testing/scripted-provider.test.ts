import { expect, test } from 'vitest';
import { listAttempts } from '#lib/db/stores/attempt-store.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import { checkAttempt } from '../check-attempt.ts';
import { startPayment } from '../start-payment.ts';
import { ProcessDiedError, createScriptedProvider } from './scripted-provider.ts';
import { seedMerchant, seedSession } from './seed.ts';
import { createTestClock, createTestContext } from './test-context.ts';

describeOnEachDatabase('the scripted provider', (getDatabase) => {
  async function shop(method: MethodId = 'card') {
    const clock = createTestClock(new Date('2026-11-23T02:00:00.000Z'));
    const scripted = createScriptedProvider({ now: clock.now });
    const providers = { stripe: scripted.provider, airwallex: scripted.provider };
    const { context } = createTestContext(getDatabase(), { clock, providers });
    const { merchantId } = await seedMerchant(context);
    const sessionId = await seedSession(context, merchantId);
    const pay = (confirmationToken: string) =>
      startPayment(context, {
        sessionId,
        method,
        device: { form: 'desktop', os: 'other' },
        locale: 'en',
        input: { confirmationToken },
        customerEmail: null,
      });
    const attempts = () => listAttempts(context.database.db, sessionId);
    return { clock, scripted, context, pay, attempts };
  }

  test('an answered call charges once and is recorded as captured', async () => {
    const { scripted, pay, attempts } = await shop();
    await pay('ctoken_1');
    expect(scripted.charges).toHaveLength(1);
    expect((await attempts()).map(({ status }) => status)).toEqual(['captured']);
  });

  test('an answer lost after the effect leaves the attempt unknown, and the check finds the one charge', async () => {
    const { scripted, context, pay, attempts } = await shop();
    scripted.queueFates('start', 'lost_after_effect');
    await pay('ctoken_1');
    const [attempt] = await attempts();
    expect(attempt?.status).toBe('unknown');
    if (attempt === undefined) return;
    await checkAttempt(context, attempt.id, { source: 'reconciler' });
    expect((await attempts()).map(({ status }) => status)).toEqual(['captured']);
    expect(scripted.charges).toHaveLength(1);
  });

  test('a call lost before the effect is sent again with its key and charges once', async () => {
    const { scripted, context, pay, attempts } = await shop();
    scripted.queueFates('start', 'lost_before_effect');
    await pay('ctoken_1');
    expect(scripted.charges).toHaveLength(0);
    const [attempt] = await attempts();
    if (attempt !== undefined) await checkAttempt(context, attempt.id, { source: 'reconciler' });
    expect(scripted.charges).toHaveLength(1);
    expect((await attempts()).map(({ status }) => status)).toEqual(['captured']);
  });

  test('a process that dies after the effect leaves a committed attempt to be taken over', async () => {
    const { clock, scripted, context, pay, attempts } = await shop();
    scripted.queueFates('start', 'process_dies_after_effect');
    await expect(pay('ctoken_1')).rejects.toThrow(ProcessDiedError);
    const [attempt] = await attempts();
    expect(attempt?.status).toBe('sending');
    clock.advance(60_000);
    if (attempt !== undefined) await checkAttempt(context, attempt.id, { source: 'reconciler' });
    expect((await attempts()).map(({ status }) => status)).toEqual(['captured']);
    expect(scripted.charges).toHaveLength(1);
  });

  test('a code that is paid twice shows both captures', async () => {
    const { scripted, context, pay, attempts } = await shop('fps');
    scripted.queueEffects('require_action');
    await pay('unused');
    const [attempt] = await attempts();
    if (attempt === undefined) throw new Error('no attempt was made');
    expect(attempt.status).toBe('requires_action');
    scripted.shopperPays(attempt.id);
    scripted.shopperPays(attempt.id);
    await checkAttempt(context, attempt.id, { source: 'reconciler' });
    expect(scripted.charges).toHaveLength(2);
    expect((await attempts()).map(({ status }) => status)).toEqual(['captured']);
  });
});
