import { PNG } from 'pngjs';
import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { ParamError } from '../param-error.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { requireReturnOrigins } from './merchant-origins.ts';
import { previewCheckout } from './preview-checkout.ts';
import {
  changeLogo,
  changeLooks,
  changeShopOrigins,
  looksSchema,
  readShopSettings,
} from './shop-settings.ts';

const LOOKS = {
  name: 'Harbour Tea & Co',
  nameZh: '海港茶莊',
  accentColor: '#8a1f4b',
  supportEmail: 'hello@harbourtea.example.hk',
  supportUrl: null,
  termsUrl: 'https://harbourtea.example.hk/terms',
};

describeOnEachDatabase('a shop’s settings', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let asking: AllowedOperator;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    merchantId = await world.newMerchant();
    const mei = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
    asking = await world.allowedAt(mei, merchantId);
  });

  const read = async () => {
    const settings = await readShopSettings(world.context, { merchantId, mode: 'test' });
    if (settings === null) throw new Error('There is no such merchant.');
    return settings;
  };
  const audited = async () => {
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    return entries;
  };

  test('change by a form that was drawn from what is there, and by no other', async () => {
    const { seen } = await read();
    const change = { seen, looks: LOOKS, request: HERE };
    expect(await changeLooks(world.context, asking, change)).toEqual({ kind: 'changed' });
    expect((await read()).looks).toEqual(LOOKS);
    const late = { ...change, looks: { ...LOOKS, name: 'Somebody else’s' } };
    expect(await changeLooks(world.context, asking, late)).toEqual({ kind: 'stale' });
    expect((await read()).looks.name).toBe(LOOKS.name);
    const [entry, ...more] = await audited();
    expect(entry).toMatchObject({
      action: 'settings.changed',
      before: { name: 'Harbour Tea', nameZh: null },
      after: { name: LOOKS.name, nameZh: LOOKS.nameZh, accentColor: LOOKS.accentColor },
    });
    expect(entry?.after).not.toHaveProperty('supportUrl');
    expect(more).toEqual([]);
  });

  test('that change nothing write nothing down', async () => {
    const { seen, looks } = await read();
    expect(await changeLooks(world.context, asking, { seen, looks, request: HERE })).toEqual({
      kind: 'changed',
    });
    expect(await audited()).toEqual([]);
  });

  test('hold a logo that is a picture, and nothing of one that is none', async () => {
    const bytes = PNG.sync.write(new PNG({ width: 8, height: 8 }));
    const { seen } = await read();
    const refused = await changeLogo(world.context, asking, {
      seen,
      bytes: Buffer.from('<svg onload="x()"/>'),
      request: HERE,
    });
    expect(refused.kind).toBe('refused');
    expect((await read()).logoUrl).toBeNull();
    expect(await changeLogo(world.context, asking, { seen, bytes, request: HERE })).toEqual({
      kind: 'changed',
    });
    const after = await read();
    expect(after.logoUrl).toMatch(/^data:image\/png;base64,/);
    // Who is in the middle of changing the rest is told of the logo too.
    expect(after.seen).not.toBe(seen);
    const removal = { seen: after.seen, bytes: null, request: HERE };
    expect(await changeLogo(world.context, asking, removal)).toEqual({ kind: 'changed' });
    expect((await read()).logoUrl).toBeNull();
    expect((await audited()).map(({ after: facts }) => facts)).toEqual([
      { logo: false },
      { logo: true },
    ]);
  });

  test('hold what is read from a form, trimmed, and null where nothing was typed', () => {
    const typed = { ...LOOKS, name: '  Harbour Tea & Co ', accentColor: '#8A1F4B', supportUrl: '' };
    expect(looksSchema.parse(typed)).toEqual(LOOKS);
    for (const [field, value] of [
      ['name', ' '],
      ['nameZh', '茶'.repeat(101)],
      ['accentColor', 'red;}'],
      ['supportEmail', 'mei@'],
      ['supportUrl', 'http://harbourtea.example.hk'],
      ['termsUrl', 'javascript:alert(1)'],
    ] as const) {
      const parsed = looksSchema.safeParse({ ...typed, [field]: value });
      expect(
        parsed.error?.issues.map(({ path }) => path),
        field,
      ).toEqual([[field]]);
    }
  });

  test('show the page as it would look, with the shop’s own methods', async () => {
    const owner = { merchantId, livemode: false };
    const preview = { looks: { name: 'Preview Tea', accentColor: '#8a1f4b' }, item: 'Tea' };
    const view = await previewCheckout(world.context, owner, preview);
    expect(view?.summary.merchant).toMatchObject({ name: 'Preview Tea', accentColor: '#8a1f4b' });
    expect((await read()).looks.name).toBe('Harbour Tea');
  });

  test('say where pages may lead, and hold addresses to that once there is one', async () => {
    const { db } = world.context.database;
    const owner = { merchantId, livemode: false };
    const check = (address: string | null, of = owner) =>
      requireReturnOrigins(db, of, { success_url: address });
    const add = (origin: string) =>
      changeShopOrigins(world.context, asking, {
        purpose: 'return',
        mode: 'test',
        change: 'add',
        origin,
        request: HERE,
      });
    await check('https://anywhere.example/paid');
    expect((await add('https://shop.example.hk')).kind).toBe('changed');
    expect((await add('https://shop.example.hk')).kind).toBe('as_it_was');
    expect((await add('https://shop.example.hk/cart')).kind).toBe('malformed');
    // What was read in the last second is taken to be so still.
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await check('https://shop.example.hk/paid?id={CHECKOUT_SESSION_ID}');
    await check(null);
    await check('https://anywhere.example/paid', { ...owner, livemode: true });
    await expect(check('https://shop.example.hk.evil.example/paid')).rejects.toThrow(ParamError);
    await expect(check('https://anywhere.example')).rejects.toThrow(
      /success_url: https:\/\/anywhere\.example is not among .* https:\/\/shop\.example\.hk/,
    );
    expect(await read()).toMatchObject({ returnOrigins: ['https://shop.example.hk'] });
    expect(await audited()).toMatchObject([
      { action: 'origins.changed', subject: 'https://shop.example.hk' },
    ]);
  });
});
