import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FolderInUseError } from '#lib/db/folder-lock.ts';
import { addProviderAccount } from '#lib/operations/admin/add-provider-account.ts';
import { AdminInputError, type Mode, modeSchema } from '#lib/operations/admin/admin-input.ts';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import { createMerchant } from '#lib/operations/admin/create-merchant.ts';
import { dismissTransfer } from '#lib/operations/admin/dismiss-transfer.ts';
import { listCardTries } from '#lib/operations/admin/list-card-tries.ts';
import { listPolicyReports } from '#lib/operations/admin/list-policy-reports.ts';
import { listDiscrepancies } from '#lib/operations/admin/list-discrepancies.ts';
import {
  describeStatement,
  importFpsStatement,
} from '#lib/operations/admin/import-fps-statement.ts';
import { listSetup } from '#lib/operations/admin/list-setup.ts';
import { removeWebhookEndpoint } from '#lib/operations/admin/remove-webhook-endpoint.ts';
import { replayEvent } from '#lib/operations/admin/replay-event.ts';
import { resolveDiscrepancy } from '#lib/operations/admin/resolve-discrepancy.ts';
import { revokeApiKey } from '#lib/operations/admin/revoke-api-key.ts';
import { type SetMethodsInput, setMethods } from '#lib/operations/admin/set-methods.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { openApp } from '#lib/operations/app-context.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { toMajorString } from '#lib/domain/money.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import { EnvError, readEnv } from '#lib/platform/env.ts';

type Options = Readonly<Record<string, string | undefined>>;

interface Command {
  /** What follows the command's name in the help. */
  readonly usage: string;
  readonly options: readonly string[];
  /** Options that take no value. */
  readonly flags?: readonly string[];
  readonly required: readonly string[];
  /** Returns what is printed. */
  readonly run: (context: AppContext, options: Options) => Promise<string>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'merchant:create': {
    usage:
      '--name <name> [--name-zh <name>] [--accent #rrggbb] [--logo <file>] [--support-email <email>]\n' +
      '      [--support-url <url>] [--terms-url <url>]',
    options: ['name', 'name-zh', 'accent', 'logo', 'support-email', 'support-url', 'terms-url'],
    required: ['name'],
    run: async (context, options) => {
      const merchant = await createMerchant(context, {
        name: needed(options, 'name'),
        ...optional('nameZh', options['name-zh']),
        ...optional('accentColor', options['accent']),
        ...(options['logo'] === undefined ? {} : { logo: readFile(options['logo'], 'logo') }),
        ...optional('supportEmail', options['support-email']),
        ...optional('supportUrl', options['support-url']),
        ...optional('termsUrl', options['terms-url']),
      });
      return `Merchant ${merchant.name}: ${merchant.id}`;
    },
  },
  'key:create': {
    usage: '--merchant <mer_…> --mode test|live',
    options: ['merchant', 'mode'],
    required: ['merchant', 'mode'],
    run: async (context, options) => {
      const { id, key } = await createApiKey(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
      });
      return `${key}\n\nThis is ${id}. The key is shown this once and kept nowhere: store it now.`;
    },
  },
  'key:revoke': {
    usage: '--key <key_…>',
    options: ['key'],
    required: ['key'],
    run: async (context, options) => {
      await revokeApiKey(context, { key: needed(options, 'key') });
      return `${needed(options, 'key')} no longer works.`;
    },
  },
  'provider:add': {
    usage:
      `--merchant <mer_…> --provider ${PROVIDER_IDS.join('|')} --mode test|live\n` +
      '      [--credentials-file <file>]   (JSON; without a file it is read from standard input)',
    options: ['merchant', 'provider', 'mode', 'credentials-file'],
    required: ['merchant', 'provider', 'mode'],
    run: async (context, options) => {
      const provider = PROVIDER_IDS.find((id) => id === options['provider']);
      if (provider === undefined) {
        throw new AdminInputError(`provider: must be one of ${PROVIDER_IDS.join(', ')}`);
      }
      const { id, replaced } = await addProviderAccount(context, {
        merchant: needed(options, 'merchant'),
        provider,
        mode: mode(options),
        credentials: readCredentials(options['credentials-file']),
      });
      return replaced ? `${id} has new credentials.` : `Provider account ${id}`;
    },
  },
  'methods:set': {
    usage: `--merchant <mer_…> --mode test|live --methods ${METHOD_IDS.join(',')}   (in the page's order; <method>@<provider> where several run it)`,
    options: ['merchant', 'mode', 'methods'],
    required: ['merchant', 'mode', 'methods'],
    run: async (context, options) => {
      const methods = await setMethods(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
        methods: needed(options, 'methods').split(',').map(readMethod),
      });
      return `Methods: ${methods.join(', ')}`;
    },
  },
  'webhook:set': {
    usage: '--merchant <mer_…> --url <url> --mode test|live [--api-version <version>]',
    options: ['merchant', 'url', 'mode', 'api-version'],
    required: ['merchant', 'url', 'mode'],
    run: async (context, options) => {
      const { id, secret, replaced } = await setWebhookEndpoint(context, {
        merchant: needed(options, 'merchant'),
        url: needed(options, 'url'),
        mode: mode(options),
        ...optional('apiVersion', options['api-version']),
      });
      const what = replaced ? `${id} has a new signing secret` : `This is the secret of ${id}`;
      return `${secret}\n\n${what}. It is shown this once: store it now.`;
    },
  },
  'webhook:remove': {
    usage: '--endpoint <we_…>',
    options: ['endpoint'],
    required: ['endpoint'],
    run: async (context, options) => {
      await removeWebhookEndpoint(context, { endpoint: needed(options, 'endpoint') });
      return `${needed(options, 'endpoint')} is switched off.`;
    },
  },
  'events:replay': {
    usage: '--event <evt_…>   (sent again under the same id, also to endpoints that have it)',
    options: ['event'],
    required: ['event'],
    run: async (context, options) => {
      const { due, held } = await replayEvent(context, { event: needed(options, 'event') });
      const kept = held === 0 ? '' : `, held for ${held} switched off until switched on`;
      return `${needed(options, 'event')} is due again to ${due} of its endpoints${kept}.`;
    },
  },
  'csp:list': {
    usage: '   (what the Content-Security-Policy stopped in browsers; alerts first)',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listPolicyReports(context), null, 2),
  },
  'cards:list': {
    usage: '   (card tries now: merchants whose page is used to test cards, addresses held up)',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listCardTries(context), null, 2),
  },
  'discrepancies:list': {
    usage:
      '[--merchant <mer_…>] [--open]   (what is true of the money and against what was expected)',
    options: ['merchant'],
    flags: ['open'],
    required: [],
    run: async (context, options) =>
      JSON.stringify(
        await listDiscrepancies(context, {
          merchant: options['merchant'] ?? null,
          open: options['open'] !== undefined,
        }),
        null,
        2,
      ),
  },
  'discrepancies:resolve': {
    usage: '--discrepancy <disc_…>   (a person has dealt with it; its evidence stays)',
    options: ['discrepancy'],
    required: ['discrepancy'],
    run: async (context, options) => {
      const discrepancy = needed(options, 'discrepancy');
      const { kind } = await resolveDiscrepancy(context, { discrepancy });
      return `${discrepancy} (${kind}) is resolved.`;
    },
  },
  'fps:dismiss-transfer': {
    usage:
      '--transfer <btr_…> --reason <text>   (money of no payment, and none of Praya’s; it is kept)',
    options: ['transfer', 'reason'],
    required: ['transfer', 'reason'],
    run: async (context, options) => {
      const transfer = needed(options, 'transfer');
      const reason = needed(options, 'reason');
      const { bankReference, amount } = await dismissTransfer(context, { transfer, reason });
      const what = `${amount.currency} ${toMajorString(amount)}, ${bankReference}`;
      return `${transfer} (${what}) is dismissed.`;
    },
  },
  'fps:import-statement': {
    usage:
      '--merchant <mer_…> --mode test|live --file <statement.csv>\n' +
      '      [--columns "amount=Deposit,receivedAt=Date,bankReference=Txn ID,description=Particulars"]\n' +
      '      (also currency, payer, reference; headings of ours unless told)',
    options: ['merchant', 'mode', 'file', 'columns'],
    required: ['merchant', 'mode', 'file'],
    run: async (context, options) =>
      describeStatement(
        await importFpsStatement(context, {
          merchant: needed(options, 'merchant'),
          mode: mode(options),
          file: readFile(needed(options, 'file'), 'statement'),
          columns: readColumns(options['columns']),
        }),
      ),
  },
  list: {
    usage: '',
    options: [],
    required: [],
    run: async (context) => JSON.stringify(await listSetup(context), null, 2),
  },
};

function needed(options: Options, name: string): string {
  const value = options[name];
  if (value === undefined || value === '') throw new AdminInputError(`--${name} is needed.`);
  return value;
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>); // the key is Key
}

function mode(options: Options): Mode {
  const parsed = modeSchema.safeParse(needed(options, 'mode'));
  if (!parsed.success) throw new AdminInputError('mode: must be test or live');
  return parsed.data;
}

/** `fps`, or `wechat_pay@airwallex`. */
function readMethod(text: string): SetMethodsInput['methods'][number] {
  const [name, at, ...more] = text.trim().split('@');
  const method = METHOD_IDS.find((id) => id === name);
  if (method === undefined || more.length > 0) {
    throw new AdminInputError(`methods: must be of ${METHOD_IDS.join(', ')}`);
  }
  if (at === undefined) return method;
  const provider = PROVIDER_IDS.find((id) => id === at);
  if (provider === undefined) {
    throw new AdminInputError(`methods: after @ must be one of ${PROVIDER_IDS.join(', ')}`);
  }
  return { method, provider };
}

/** `amount=Deposit,receivedAt=Date`: the bank's headings by what they say. */
function readColumns(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [field = '', ...heading] = pair.split('=');
      if (heading.length === 0) throw new AdminInputError('columns: must be field=heading, …');
      return [field.trim(), heading.join('=').trim()];
    }),
  );
}

/** Not an option: options show in process lists and shell histories. */
function readCredentials(file: string | undefined): unknown {
  const text = readFile(file ?? 0, 'credentials').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new AdminInputError('The credentials are not JSON.');
  }
}

/** A file's bytes, or those of standard input (0). */
function readFile(file: string | 0, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new AdminInputError(`The ${what} could not be read (${reason}).`);
  }
}

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { usage }]) => `  ${name} ${usage}`.trimEnd());
  return [
    'Sets up merchants. Settings come from the environment, as for the app.',
    '',
    'Usage: npm run admin -- <command> [options]',
    '',
    ...lines,
  ].join('\n');
}

async function main(args: readonly string[]): Promise<void> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help' || rest.includes('--help')) {
    process.stdout.write(`${help()}\n`);
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new AdminInputError(`There is no command ${name}. See --help.`);
  }
  const options = readOptions(command, rest);
  for (const option of command.required) needed(options, option);
  // What the command prints is for people and scripts; the app's log would mix into it.
  const app = await openApp({ ...readEnv(), LOG_LEVEL: 'silent' }, { work: false });
  try {
    process.stdout.write(`${await command.run(app.context, options)}\n`);
  } finally {
    await app.close();
  }
}

function readOptions(command: Command, args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries([
        ...command.options.map((option) => [option, { type: 'string' as const }] as const),
        ...(command.flags ?? []).map((flag) => [flag, { type: 'boolean' as const }] as const),
      ]),
      strict: true,
      allowPositionals: false,
    });
    return Object.fromEntries(
      // A flag that is there is its own name: it has no value to give.
      Object.entries(values).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value]] : value === true ? [[key, key]] : [],
      ),
    );
  } catch (error) {
    throw new AdminInputError(error instanceof Error ? error.message : 'The options are wrong.');
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const forPeople =
    error instanceof AdminInputError ||
    error instanceof EnvError ||
    error instanceof FolderInUseError;
  if (!forPeople) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
