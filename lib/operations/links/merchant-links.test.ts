import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import type { AllowedOperator } from '../operators/check-operator.ts';
import { listAuditLog } from '../operators/list-audit-log.ts';
import { HERE, type OperatorWorld, createOperatorWorld } from '../testing/operator-world.ts';
import { seedMerchant } from '../testing/seed.ts';
import type { NewLinkForm } from './link-form.ts';
import {
  changeMerchantLink,
  listMerchantLinks,
  makeMerchantLink,
  readMerchantLink,
  switchMerchantLink,
} from './merchant-links.ts';

const FORM: NewLinkForm = {
  item: '品茶班 Tea tasting',
  description: '',
  priced: 'fixed',
  amount: '268',
  minimum: '',
  maximum: '',
  mostPieces: '4',
  limit: '12',
  until: '2099-12-31T18:30',
  thanks: '到時見！',
  redirect: '',
  closedNote: '',
  question1: '姓名 Name',
  question2: '飲食要求（可不填）',
  question3: '',
  methods: [],
};

describeOnEachDatabase('links made by hand', (getDatabase) => {
  let world: OperatorWorld;
  let merchantId: MerchantId;
  let asking: AllowedOperator;

  beforeEach(async () => {
    world = createOperatorWorld(getDatabase());
    ({ merchantId } = await seedMerchant(world.context));
    const mei = await world.newOperator({ email: 'mei@harbourtea.example.hk', merchantId });
    asking = await world.allowedAt(mei, merchantId);
  });

  const owner = () => ({ merchantId, livemode: false });
  const make = (form: Partial<NewLinkForm> = {}) =>
    makeMerchantLink(world.context, asking, {
      owner: owner(),
      form: { ...FORM, ...form },
      request: HERE,
    });
  const made = async (form: Partial<NewLinkForm> = {}) => {
    const answer = await make(form);
    if (answer.kind !== 'done') throw new Error(JSON.stringify(answer));
    const link = await readMerchantLink(world.context, owner(), answer.id);
    if (link === null) throw new Error('The link that was made is not there.');
    return link;
  };

  test('sell what was typed, and are written down', async () => {
    const { link, items, earnings } = await made();
    expect(link).toMatchObject({
      active: true,
      currency: 'HKD',
      completedLimit: 12,
      confirmationMessage: '到時見！',
      expiresAt: new Date('2099-12-31T10:30:00Z'),
      allowedMethods: null,
    });
    expect(link.customFields.map(({ label, optional }) => [label, optional])).toEqual([
      ['姓名 Name', false],
      ['飲食要求', true],
    ]);
    expect(items).toMatchObject([
      {
        item: { quantity: 1, quantityMinimum: 1, quantityMaximum: 4 },
        price: { unitAmount: 26_800n },
        product: { name: FORM.item },
      },
    ]);
    expect(earnings).toEqual({ payments: 0, captured: 0n, refunded: 0n });
    const { entries } = await listAuditLog(world.context, merchantId, { beforeSeq: null });
    expect(entries).toMatchObject([{ action: 'link.created', subject: FORM.item }]);
  });

  test('let the payer choose, within bounds', async () => {
    const { items } = await made({
      priced: 'chosen',
      amount: '',
      minimum: '10',
      maximum: '1,000.50',
    });
    expect(items).toMatchObject([
      { price: { unitAmount: null, customMinimum: 1_000n, customMaximum: 100_050n } },
    ]);
  });

  test.each([
    ['item', { item: ' ' }],
    ['amount', { amount: '' }],
    ['amount', { amount: '0' }],
    ['amount', { amount: '12.345' }],
    ['amount', { amount: '1e3' }],
    ['amount', { amount: '9999999' }],
    ['maximum', { priced: 'chosen', minimum: '20', maximum: '10' }],
    ['mostPieces', { mostPieces: '0' }],
    ['limit', { limit: '-1' }],
    ['until', { until: 'tomorrow' }],
    ['redirect', { redirect: 'javascript:alert(1)' }],
    ['question1', { question1: '長'.repeat(51) }],
    ['question3', { question3: '(optional)' }],
  ] as const)('say which field cannot be taken: %s of %j', async (field, form) => {
    expect(await make(form)).toEqual({ kind: 'wrong', field });
    expect(
      (await listMerchantLinks(world.context, owner(), { active: null, after: null }))?.links,
    ).toEqual([]);
  });

  test('say what speaks against a link that is well formed', async () => {
    expect(await make({ until: '2020-01-01T10:00' })).toMatchObject({
      kind: 'refused',
      param: 'praya[expires_at]',
    });
    // Octopus takes whole ten cents.
    const odd = await make({ amount: '10.05', methods: ['octopus'] });
    expect(odd).toMatchObject({ kind: 'refused', param: 'allowedMethods' });
  });

  test('change by a form drawn from what is there; the other operator is told', async () => {
    const { link } = await made();
    const change = (form: Partial<NewLinkForm>, seen = link.updatedAt.getTime()) =>
      changeMerchantLink(world.context, asking, {
        owner: owner(),
        id: link.id,
        seen,
        form: { ...FORM, ...form },
        request: HERE,
      });
    world.clock.advance(1_000);
    expect((await change({ limit: '20', question2: '' })).kind).toBe('done');
    expect((await change({ limit: '30' })).kind).toBe('stale');
    const after = await readMerchantLink(world.context, owner(), link.id);
    expect(after?.link.completedLimit).toBe(20);
    expect(after?.link.customFields).toHaveLength(1);
    expect((await change({ limit: 'many' }, after?.link.updatedAt.getTime())).kind).toBe('wrong');
  });

  test('are switched off with a word for visitors, and on again', async () => {
    const { link } = await made();
    const flip = (active: boolean, seen: number) =>
      switchMerchantLink(world.context, asking, {
        owner: owner(),
        id: link.id,
        seen,
        active,
        closedNote: '今期已滿',
        request: HERE,
      });
    world.clock.advance(1_000);
    expect((await flip(false, link.updatedAt.getTime())).kind).toBe('done');
    const off = await readMerchantLink(world.context, owner(), link.id);
    expect(off?.link).toMatchObject({ active: false, inactiveMessage: '今期已滿' });
    const listed = (active: boolean | null) =>
      listMerchantLinks(world.context, owner(), { active, after: null });
    expect((await listed(true))?.links).toEqual([]);
    expect((await listed(null))?.links).toHaveLength(1);
    world.clock.advance(1_000);
    expect((await flip(true, off?.link.updatedAt.getTime() ?? 0)).kind).toBe('done');
    expect((await listed(true))?.links).toHaveLength(1);
  });

  test('of another shop or mode are not there', async () => {
    const { link } = await made();
    const other = await seedMerchant(world.context);
    for (const of of [
      { merchantId: other.merchantId, livemode: false },
      { merchantId, livemode: true },
    ]) {
      expect(await readMerchantLink(world.context, of, link.id)).toBeNull();
      const answer = await switchMerchantLink(world.context, asking, {
        owner: of,
        id: link.id,
        seen: link.updatedAt.getTime(),
        active: false,
        closedNote: null,
        request: HERE,
      });
      expect(answer.kind).toBe('not_found');
    }
  });
});
