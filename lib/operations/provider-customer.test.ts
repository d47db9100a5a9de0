import { beforeEach, expect, it } from 'vitest';
import { providerCustomer } from '#lib/db/schema/kept-card.ts';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CustomerId } from '#lib/domain/ids.ts';
import type { ProviderConnection } from '#lib/domain/provider.ts';
import type { CreateCustomerAnswer, CreateCustomerRequest } from '#lib/domain/saved-card.ts';
import { connectProvider } from './connect-provider.ts';
import { changeCustomer, createCustomer } from './manage-customers.ts';
import { providerCustomerFor } from './provider-customer.ts';
import { createScriptedProvider } from './testing/scripted-provider.ts';
import { type SeededMerchant, seedMerchant } from './testing/seed.ts';
import { type TestContext, createTestClock, createTestContext } from './testing/test-context.ts';

/** As a provider that refuses one address, and answers a key as it did before whatever comes with it. */
describeOnEachDatabase('a customer at the provider', (getDatabase) => {
  let app: TestContext;
  let merchant: SeededMerchant;
  let customerId: CustomerId;
  let requests: CreateCustomerRequest[];
  let answers: Map<string, CreateCustomerAnswer>;
  /** Called while the provider thinks. */
  let meanwhile: () => Promise<void>;

  const owner = () => ({ merchantId: merchant.merchantId, livemode: false });

  beforeEach(async () => {
    const clock = createTestClock(new Date('2026-11-23T02:00:00Z'));
    const { provider } = createScriptedProvider({ now: clock.now });
    const providers = { stripe: provider, airwallex: provider };
    app = createTestContext(getDatabase(), { clock, providers });
    merchant = await seedMerchant(app.context);
    const facts = { email: 'bad@example.hk', name: '陳美' };
    ({ id: customerId } = await createCustomer(app.context, getDatabase().db, owner(), facts));
    requests = [];
    answers = new Map();
    meanwhile = () => Promise.resolve();
  });

  async function answerTo(request: CreateCustomerRequest): Promise<CreateCustomerAnswer> {
    requests.push(request);
    await meanwhile();
    const answer: CreateCustomerAnswer =
      answers.get(request.idempotencyKey) ??
      (request.email === 'bad@example.hk'
        ? { kind: 'refused', providerCode: 'email_invalid' }
        : { kind: 'created', providerCustomer: `cus_${answers.size}` });
    answers.set(request.idempotencyKey, answer);
    return answer;
  }

  async function ask() {
    const scripted = await connectProvider(app.context, merchant.accounts.stripe);
    if (scripted.savedCards === null) throw new Error('cards are kept here');
    const connection: ProviderConnection = {
      ...scripted,
      savedCards: { ...scripted.savedCards, createCustomer: answerTo },
    };
    const providerAccountId = merchant.accounts.stripe;
    return providerCustomerFor(app.context, { customerId, providerAccountId, connection });
  }

  const correct = () =>
    changeCustomer(getDatabase().db, owner(), { id: customerId, email: 'mei@example.hk' });

  it('is asked for with a new key each time it was refused, and once a time', async () => {
    for (let i = 0; i < 3; i += 1) {
      expect(await ask()).toEqual({ kind: 'refused', providerCode: 'email_invalid' });
    }
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  });

  it('is made as soon as what it was refused for is corrected', async () => {
    await ask();
    await correct();
    expect(await ask()).toMatchObject({ kind: 'created' });
    expect(requests.map(({ email }) => email)).toEqual([
      'bad@example.hk',
      'bad@example.hk',
      'mei@example.hk',
    ]);
    const rows = await getDatabase().db.select().from(providerCustomer);
    expect(rows).toMatchObject([{ reference: 'cus_2', email: null, name: null }]);
    expect(await ask()).toEqual({ kind: 'created', providerCustomer: 'cus_2' });
    expect(requests).toHaveLength(3);
  });

  it('is one, however many are refused and corrected at once', async () => {
    meanwhile = async () => void (await correct());
    const all = await Promise.all([ask(), ask(), ask()]);
    const [row] = await getDatabase().db.select().from(providerCustomer);
    for (const answer of all) {
      expect(answer).toEqual({ kind: 'created', providerCustomer: row?.reference });
    }
    const created = [...answers.values()].filter(({ kind }) => kind === 'created');
    expect(created).toHaveLength(1);
  });
});
