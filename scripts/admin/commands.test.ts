import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '#lib/db/testing/test-databases.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { type TestContext, createTestContext } from '#lib/operations/testing/test-context.ts';
import { readCommandLine } from './commands.ts';

test('the help names every command, in the order in which a merchant is set up', () => {
  const help = readCommandLine([]);
  if (help.kind !== 'help') throw new Error('no help');
  const names = [...help.text.matchAll(/^ {2}([a-z]+(?::[a-z-]+)?)(?= |$)/gm)];
  expect(names.map(([, name]) => name)).toEqual([
    'merchant:create',
    'operators:create-owner',
    'operators:password-link',
    'audit:verify',
    'key:create',
    'key:roll',
    'key:revoke',
    'provider:add',
    'methods:set',
    'ordering:show',
    'ordering:set',
    'ordering:export',
    'webhook:set',
    'webhook:events',
    'webhook:roll',
    'webhook:remove',
    'events:replay',
    'deliveries:list',
    'deliveries:resend',
    'embed:list',
    'embed:add',
    'embed:remove',
    'csp:list',
    'cards:list',
    'discrepancies:list',
    'discrepancies:resolve',
    'outages:list',
    'outages:raise',
    'outages:end',
    'fps:dismiss-transfer',
    'fps:import-statement',
    'tallies:rebuild',
    'secrets:rewrap',
    'list',
  ]);
  for (const way of [['--help'], ['-h'], ['help'], ['key:create', '--help']]) {
    expect(readCommandLine(way)).toEqual(help);
  }
});

test.each([
  [['nothing:do'], 'There is no command nothing:do. See --help.'],
  [['toString'], 'There is no command toString. See --help.'],
  [['key:create', '--mode', 'test'], '--merchant is needed.'],
  [['key:create', '--merchant', '', '--mode', 'test'], '--merchant is needed.'],
  [['list', '--everything'], "Unknown option '--everything'"],
  [['discrepancies:list', '--open', 'yes'], "Unexpected argument 'yes'"],
])('%j is refused before anything is opened, in a sentence that says why', (args, sentence) => {
  const read = () => readCommandLine(args);
  expect(read).toThrow(AdminInputError);
  expect(read).toThrow(sentence);
});

describeOnEachDatabase('setting up a merchant by commands', (getDatabase) => {
  const folder = mkdtempSync(join(tmpdir(), 'praya-commands-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let app: TestContext;

  beforeEach(() => {
    app = createTestContext(getDatabase());
  });

  async function run(...args: readonly string[]): Promise<string> {
    const asked = readCommandLine(args);
    if (asked.kind !== 'run') throw new Error('it is the help');
    const output = await asked.command.run(app.context, asked.options);
    if (typeof output === 'string') return output;
    let text = '';
    for await (const piece of output) text += piece;
    return text;
  }

  function fileOf(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  const idIn = (text: string, kind: string) => new RegExp(`${kind}_\\w+`).exec(text)?.[0] ?? '';

  test('each group of commands sees what the others wrote', async () => {
    const merchant = idIn(await run('merchant:create', '--name', 'Harbour Tea'), 'mer');
    const of = ['--merchant', merchant, '--mode', 'test'];
    const credentials = fileOf(
      'credentials.json',
      JSON.stringify({ fpsId: '1688388', payeeName: 'HARBOUR TEA LTD', environment: 'test' }),
    );
    const account = ['--provider', 'fps-direct', '--credentials-file', credentials];
    expect(await run('provider:add', ...of, ...account)).toMatch(/^Provider account /);
    expect(await run('provider:add', ...of, ...account)).toMatch(/ has new credentials\.$/);
    expect(await run('methods:set', ...of, '--methods', 'fps@fps-direct')).toBe('Methods: fps');

    const one = ['methods:set', ...of, '--method', 'fps'];
    const reason = ['--reason-en', 'Back at noon.', '--reason-zh', '中午恢復。'];
    expect(await run(...one, '--off', ...reason, '--max-amount', '500000')).toBe(
      'fps is off.\nShoppers read en: Back at noon.; zh-HK: 中午恢復。\nAt most 500000 cents.',
    );
    expect(await run(...one, '--reason-en', '')).toContain('Shoppers read zh-HK');
    // Named in the list again it is on, and its limits stay.
    await run('methods:set', ...of, '--methods', 'fps');
    expect(await run(...one)).toBe('fps is on.\nAt most 500000 cents.');
    expect(await run(...one, '--max-amount', '')).toBe('fps is on.');
    for (const [wrong, sentence] of [
      [['--on', '--off'], 'Send --on or --off.'],
      [['--reason-en', 'Why'], 'public_reason: Only a method that is switched off has a reason.'],
      [['--off', '--reason-en', 'x'.repeat(201)], 'reasonEn: must be at most 200 characters'],
      [['--min-amount', '1.5'], 'minAmount: must be a whole number of cents'],
      [['--min-amount', '20', '--max-amount', '10'], 'min_amount: The least amount is over'],
      [['--methods', 'fps'], 'Send --methods or --method.'],
    ] as const) {
      await expect(run(...one, ...wrong)).rejects.toThrow(sentence);
    }
    await expect(run('methods:set', ...of, '--method', 'payme', '--on')).rejects.toThrow(
      'payme is not among the merchant',
    );

    const ordering = ['ordering:set', ...of];
    expect(await run(...ordering, '--policy', 'paid-rate', '--pause')).toMatch(
      /^Policy paid-rate, version 2\. Out of order: move_down\.\nPaused since 2026-11-23T02:00:00/,
    );
    expect(await run(...ordering, '--resume', '--outage-action', 'close')).toMatch(
      /^Policy paid-rate, version 4\. Out of order: close\.\nRules: .*\nNothing learned yet\.\n/,
    );
    expect(await run('ordering:show', ...of)).toBe(await run(...ordering));
    for (const [wrong, sentence] of [
      [['--pause', '--resume'], 'Send --pause or --resume.'],
      [['--policy', 'best'], 'policy: must be one of fixed, success-rate'],
      [['--outage-action', 'wait'], 'outageAction: must be one of move_down, close'],
    ] as const) {
      await expect(run(...ordering, ...wrong)).rejects.toThrow(sentence);
    }
    const days = (from: string, to: string) =>
      run('ordering:export', ...of, '--from', from, '--to', to);
    expect(await days('2026-11-01', '2026-11-23')).toMatch(/^session,at,region,[a-z_,]+\r\n$/);
    await expect(days('2026-11-23', '2026-11-22')).rejects.toThrow('to: must be after from');
    await expect(days('Monday', '2026-11-22')).rejects.toThrow('from: must be a date');
    const raise = ['outages:raise', ...of, '--method', 'fps'];
    const raised = await run(...raise, '--action', 'close', '--reason-zh', '系統維護');
    expect(raised).toMatch(/^fps is closed: mout_\w+\.\nTake it back with outages:end --outage /);
    await expect(run(...raise)).rejects.toThrow('method: fps is out of order already (mout_');
    expect(JSON.parse(await run('outages:list', ...of, '--open'))).toMatchObject([
      { method: 'fps', action: 'close', public_reason: { 'zh-HK': '系統維護' } },
    ]);
    const end = ['outages:end', '--outage', idIn(raised, 'mout')];
    expect(await run(...end)).toBe('fps is offered as before.');
    expect(await run('outages:list', ...of, '--open')).toBe('[]');
    expect(await run('outages:list', ...of)).toContain('"ended_by": "merchant"');

    const key = await run('key:create', ...of);
    expect(key).toMatch(/^praya_sk_test_\w+\n\nThis is key_/);
    const keyId = idIn(key, 'key');
    expect(await run('key:revoke', '--key', keyId)).toBe(`${keyId} no longer works.`);

    const scopes = ['--scopes', 'refunds.read, charges.read', '--name', 'Books'];
    const restricted = await run('key:create', ...of, ...scopes, '--expires', '2027-01-31');
    expect(restricted).toMatch(/^praya_rk_test_\w+\n\nThis is key_/);
    const rolled = await run('key:roll', '--key', idIn(restricted, 'key'), '--overlap-hours', '0');
    expect(rolled).toMatch(/^praya_rk_test_\w+\n\nThis is key_\w+\. .*\nkey_\w+ works until 2026-/);

    const events = ['--events', 'checkout.session.completed, charge.refunded'];
    const hook = ['webhook:set', ...of, '--url', 'https://shop.example.hk/hook', ...events];
    const set = await run(...hook);
    expect(set).toMatch(/^whsec_\S+\n\nThis is the secret of we_/);
    const endpoint = idIn(set, 'we');
    expect(await run(...hook)).toContain(`${endpoint} has a new signing secret`);
    expect(await run('webhook:roll', '--endpoint', endpoint, '--overlap-hours', '2')).toMatch(
      /^whsec_\S+\n\nwe_\w+ has a new signing secret\. .*\nThe old one signs beside it until 2026-/,
    );
    expect(await run('webhook:events', '--endpoint', endpoint, '--events', '*')).toBe(
      `${endpoint} is sent *.`,
    );
    const dead = [...of, '--endpoint', endpoint, '--types', 'charge.refunded', '--since'];
    expect(await run('deliveries:list', ...dead, '2026-11-01')).toBe('[]');
    expect(await run('deliveries:resend', ...dead, '2026-11-01')).toBe('Due again: 0.');
    expect(await run('webhook:remove', '--endpoint', endpoint)).toBe(
      `${endpoint} is switched off.`,
    );

    const owner = [
      'operators:create-owner',
      '--merchant',
      merchant,
      '--email',
      'mei@tea.example.hk',
    ];
    expect(await run(...owner)).toMatch(
      /^http:\/\/localhost:3000\/dashboard\/join\/\w{43}\n\nmei@tea\.example\.hk becomes an owner/,
    );
    await expect(run('operators:password-link', '--email', 'mei@tea.example.hk')).rejects.toThrow(
      'Nobody signs in as mei@tea.example.hk.',
    );
    expect(await run('audit:verify', '--merchant', merchant)).toMatch(
      /^Whole: 1 entries\. Last hash: [0-9a-f]{64}$/,
    );

    const shop = ['embed:add', ...of, '--origin', 'https://shop.example.hk'];
    expect(await run(...shop)).toBe('May embed checkout pages: https://shop.example.hk');
    expect(await run('embed:list', ...of)).toBe(
      'May embed checkout pages: https://shop.example.hk',
    );
    expect(await run('embed:remove', ...shop.slice(1))).toBe('No page may embed checkout pages.');

    const statement = fileOf('statement.csv', 'Date,Deposit,Txn\n2026-11-23,128.50,FT1\n');
    const columns = 'amount=Deposit, receivedAt=Date, bankReference=Txn';
    await run('fps:import-statement', ...of, '--file', statement, '--columns', columns);
    const open = JSON.parse(await run('discrepancies:list', '--open')) as { id: string }[]; // as it was written
    expect(open).toMatchObject([{ kind: 'unmatched_payment', merchant }]);
    await run('discrepancies:resolve', '--discrepancy', open[0]?.id ?? '');
    expect(await run('discrepancies:list', '--open', '--merchant', merchant)).toBe('[]');

    expect(JSON.parse(await run('list'))).toMatchObject([{ id: merchant, name: 'Harbour Tea' }]);
  });

  test.each([
    [['methods:set', '--methods', 'cash'], 'methods: must be of '],
    [['methods:set'], '--methods is needed.'],
    [['methods:set', '--method', 'cash'], 'method: must be one of '],
    [['methods:set', '--methods', 'fps@bank'], 'methods: after @ must be one of '],
    [['methods:set', '--methods', 'fps@stripe@x'], 'methods: must be of '],
    [['outages:raise', '--method', 'cash'], 'method: must be one of '],
    [['outages:raise', '--method', 'fps', '--action', 'hide'], 'action: must be one of '],
    [['key:create', '--scopes', 'refunds'], 'must be of balance_transactions.read, '],
    [['provider:add', '--provider', 'bank'], 'provider: must be one of '],
    [['fps:import-statement', '--file', '/nowhere'], 'The statement could not be read (ENOENT).'],
  ])('%j is refused by the command', async (args, sentence) => {
    await expect(run(...args, '--merchant', 'mer_1', '--mode', 'test')).rejects.toThrow(sentence);
  });

  test.each([
    [['--delivery', 'del_1', '--mode', 'test'], '--delivery is one, and takes no other option.'],
    [['--delivery', 'del_1'], 'There is no delivery del_1 that was given up.'],
    [[], '--merchant is needed.'],
  ])('resending %j is refused', async (args, sentence) => {
    await expect(run('deliveries:resend', ...args)).rejects.toThrow(sentence);
  });

  test('an outage that is none is refused', async () => {
    await expect(run('outages:end', '--outage', 'mout_1')).rejects.toThrow(
      'There is no outage mout_1.',
    );
  });

  test.each(['1.5', 'x', '-1'])('an overlap of %s is refused', async (hours) => {
    const roll = run('key:roll', '--key', 'key_1', `--overlap-hours=${hours}`);
    await expect(roll).rejects.toThrow('overlap-hours: must be whole hours');
  });

  test('a mode that is none is refused, and so are credentials that are no JSON', async () => {
    await expect(run('key:create', '--merchant', 'mer_1', '--mode', 'real')).rejects.toThrow(
      'mode: must be test or live',
    );
    const file = fileOf('broken.json', '{"apiKey": "very-secret');
    const adding = run(
      ...['provider:add', '--merchant', 'mer_1', '--mode', 'test'],
      ...['--provider', 'stripe', '--credentials-file', file],
    );
    await expect(adding).rejects.toThrow('The credentials are not JSON.');
    await expect(adding).rejects.not.toThrow('very-secret');
  });
});
