import { expect, test as base } from '../support/fixtures.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({ stripe }, use) => {
    const receiver = await startReceiver(stripe, ['checkout.session.completed']);
    // An event's time is in whole seconds: what other stories did before is out of every range of this one.
    const second = Math.floor(Date.now() / 1000);
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(second);
    await use(receiver);
    await receiver.stop();
  },
});

test('an event that the receiver refused is sent again by replay under the same id, and again when asked', async ({
  receiver,
  stripe,
  newSession,
}) => {
  // It asks to be left alone for an hour, so that what comes before was replayed and not tried again.
  receiver.answer(503, { 'retry-after': '3600' });
  const session = await newSession({ client_reference_id: 'order-replayed' });
  const helper = `/v1/test_helpers/checkout/sessions/${session.id}/pay`;
  await stripe.rawRequest('POST', helper, { payment_method: 'fps' });
  await expect.poll(() => receiver.got).toHaveLength(1);
  const [refused] = receiver.got;
  const id = refused?.event.id ?? '';
  expect(refused).toMatchObject({
    event: { type: 'checkout.session.completed', data: { object: { id: session.id } } },
    webhookId: id,
    answered: 503,
  });
  const undelivered = async () => {
    const { data } = await stripe.events.list({ delivery_success: false, limit: 100 });
    return data.map((event) => event.id);
  };
  expect(await undelivered()).toContain(id);

  receiver.answer(204);
  const replay = (params: Record<string, string>) =>
    stripe.rawRequest('POST', `/v1/webhook_endpoints/${receiver.endpoint}/replay`, params);
  expect(await replay({ event: id })).toMatchObject({ events: 1, has_more: false });
  await expect.poll(() => receiver.got).toHaveLength(2);
  expect(receiver.got[1]).toMatchObject({ webhookId: id, answered: 204 });
  expect(receiver.got[1]?.event).toEqual({
    ...refused?.event,
    pending_webhooks: expect.any(Number),
  });
  await expect.poll(undelivered).not.toContain(id);

  // What it has got is sent again only when it is asked for by name.
  const created = String(refused?.event.created);
  expect(await replay({ 'created[gte]': created })).toMatchObject({ events: 0 });
  expect(await replay({ event: id })).toMatchObject({ events: 1 });
  await expect.poll(() => receiver.got).toHaveLength(3);
  expect(receiver.got.map(({ event }) => event.id)).toEqual([id, id, id]);
});

test('a delivery that was replayed to another secret than the receiver knows is not believed', async ({
  receiver,
  stripe,
  newSession,
}) => {
  const session = await newSession();
  const helper = `/v1/test_helpers/checkout/sessions/${session.id}/pay`;
  await stripe.rawRequest('POST', helper, { payment_method: 'fps' });
  await expect.poll(() => receiver.got).toHaveLength(1);
  const id = receiver.got[0]?.event.id ?? '';
  const endpoint = `/v1/webhook_endpoints/${receiver.endpoint}`;
  // The old secret ends at once, and the receiver was not told of the new one.
  await stripe.rawRequest('POST', `${endpoint}/roll_secret`, { expires_after: '0' });
  await stripe.rawRequest('POST', `${endpoint}/replay`, { event: id });
  const lists = async () => {
    const { data } = await stripe.events.list({ delivery_success: false, limit: 100 });
    return data.map((event) => event.id);
  };
  await expect.poll(lists).toContain(id);
  expect(receiver.got).toHaveLength(1);
});
