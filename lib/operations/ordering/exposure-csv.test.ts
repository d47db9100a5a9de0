import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import type { CreatedRange } from '#lib/domain/list-page.ts';
import { parseCsv } from '#lib/fps/parse-csv.ts';
import { type ScriptedWorld, createScriptedWorld } from '../testing/scripted-world.ts';
import { seedExperiment, seedExposure } from '../testing/seed-ordering.ts';
import { seedMerchant, seedSession } from '../testing/seed.ts';
import { exposureCsv } from './exposure-csv.ts';

const ALL: CreatedRange = { from: null, before: null };

describeOnEachDatabase('exposures as CSV', (getDatabase) => {
  let world: ScriptedWorld;

  beforeEach(async () => {
    world = await createScriptedWorld(getDatabase());
  });

  const owner = () => ({ merchantId: world.merchant.merchantId, livemode: false });

  async function pieces(created = ALL, of = owner()): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const piece of exposureCsv(getDatabase().db, of, created, 4)) found.push(piece);
    return found;
  }

  /** By heading, one object a row. */
  async function rows(created = ALL): Promise<readonly Readonly<Record<string, string>>[]> {
    const text = (await pieces(created)).join('');
    const [head, ...records] = parseCsv(text, { maxCharacters: 1e7, maxRecords: 1e5 });
    return records.map(({ fields }) =>
      Object.fromEntries(fields.map((field, index) => [head?.fields[index] ?? '', field])),
    );
  }

  test('a row says what was shown to whom, by what, and what came of it', async () => {
    const experimentId = await seedExperiment(world.context, owner());
    await seedExposure(world.context, owner(), world.sessionId, {
      experimentId,
      arm: '=cmd|calc',
      unit: 'cus_known',
      ordersDiffer: true,
      returning: true,
    });
    world.provider.queueEffects('decline');
    await world.start('card');
    world.clock.advance(60_000);
    await world.start('card');
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toEqual({
      session: world.sessionId,
      at: '2026-11-23T02:00:00.000Z',
      region: 'HK',
      device: 'desktop',
      in_app: '',
      amount_band: 'medium',
      locale: 'en',
      returning: 'true',
      eligible: 'card fps octopus',
      left_out: 'wechat_pay:other_device',
      order: expect.stringMatching(/^\w+ \w+ \w+$/) as unknown,
      policy: expect.stringMatching(/^paid-rate@\d+$/) as unknown,
      state_version: '0',
      scores: expect.stringMatching(/^(?:\w+:-?\d[\d.e-]* ?){3}$/) as unknown,
      top_propensities: expect.stringMatching(/^(?:\w+:\d[\d.e-]* ?){3}$/) as unknown,
      explored: 'false',
      source: 'policy',
      experiment: experimentId,
      // What a spreadsheet would run is led by an apostrophe.
      arm: "'=cmd|calc",
      unit: 'cus_known',
      orders_differ: 'true',
      exclusion: '',
      counts: 'true',
      first_choice: 'card',
      first_result: 'failed',
      paid: 'true',
      paid_at: '2026-11-23T02:01:00.000Z',
      amount: '12850',
      currency: 'hkd',
    });
  });

  test('there is nothing but the head without any, nor of another merchant', async () => {
    expect(await pieces()).toHaveLength(1);
    await seedExposure(world.context, owner(), world.sessionId);
    const { merchantId } = await seedMerchant(world.context);
    expect(await pieces(ALL, { merchantId, livemode: false })).toHaveLength(1);
    expect(await pieces(ALL, { ...owner(), livemode: true })).toHaveLength(1);
  });

  test('more than are held at a time come in pieces, each once, the oldest first', async () => {
    const sessions: string[] = [];
    for (let index = 0; index < 9; index += 1) {
      const session = await seedSession(world.context, world.merchant.merchantId);
      sessions.push(session);
      await seedExposure(world.context, owner(), session);
      // Several of one moment, so that a piece may end among them.
      if (index % 3 === 0) world.clock.advance(1_000);
    }
    // The head, and nine rows by four.
    expect(await pieces()).toHaveLength(4);
    const found = await rows();
    const times = found.map(({ at = '' }) => at);
    expect(times).toEqual(times.toSorted());
    expect(found.map(({ session = '' }) => session).toSorted()).toEqual(sessions.toSorted());
    const [first] = found;
    const range = {
      from: new Date('2026-11-23T02:00:01Z'),
      before: new Date('2026-11-23T02:00:02Z'),
    };
    const within = await rows(range);
    expect(within).toHaveLength(3);
    expect(within.map(({ session }) => session)).not.toContain(first?.['session']);
  });
});
