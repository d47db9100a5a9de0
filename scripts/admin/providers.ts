import { addProviderAccount } from '#lib/operations/admin/add-provider-account.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { setMethod } from '#lib/operations/admin/set-method.ts';
import { type SetMethodsInput, setMethods } from '#lib/operations/admin/set-methods.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS } from '#lib/domain/provider.ts';
import type { OwnSetting } from '#lib/operations/own-setup.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { type Commands, type Options, mode, needed, optional, readFile } from './command.ts';

/** Who runs a merchant's payments, and which methods its page offers. */
export const PROVIDER_COMMANDS: Commands = {
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
    usage:
      `--merchant <mer_…> --mode test|live --methods ${METHOD_IDS.join(',')}   (in the page's order; <method>@<provider> where several run it)\n` +
      '      or, for one of them: --method <method> [--on | --off [--reason-en <text>] [--reason-zh <text>]]\n' +
      '      [--min-amount <cents>] [--max-amount <cents>]   (an empty text takes one away)',
    options: [
      ...['merchant', 'mode', 'methods', 'method'],
      ...['reason-en', 'reason-zh', 'min-amount', 'max-amount'],
    ],
    flags: ['on', 'off'],
    required: ['merchant', 'mode'],
    run: async (context, options) => {
      if (options['method'] !== undefined) return changeMethod(context, options);
      const methods = await setMethods(context, {
        merchant: needed(options, 'merchant'),
        mode: mode(options),
        methods: needed(options, 'methods').split(',').map(readMethod),
      });
      return `Methods: ${methods.join(', ')}`;
    },
  },
};

/** Changes what is set of one method. */
async function changeMethod(context: AppContext, options: Options): Promise<string> {
  if (options['methods'] !== undefined) throw new AdminInputError('Send --methods or --method.');
  const { on, off } = options;
  if (on !== undefined && off !== undefined) throw new AdminInputError('Send --on or --off.');
  const setting = await setMethod(context, {
    merchant: needed(options, 'merchant'),
    mode: mode(options),
    method: methodId(needed(options, 'method')),
    ...(on === undefined && off === undefined ? {} : { enabled: on !== undefined }),
    ...optional('reasonEn', options['reason-en']),
    ...optional('reasonZh', options['reason-zh']),
    ...optional('minAmount', options['min-amount']),
    ...optional('maxAmount', options['max-amount']),
  });
  return told(setting);
}

function told({ id, enabled, publicReason, minAmount, maxAmount }: OwnSetting): string {
  const said = Object.entries(publicReason).map(([language, reason]) => `${language}: ${reason}`);
  return [
    `${id} is ${enabled ? 'on' : 'off'}.`,
    ...(said.length === 0 ? [] : [`Shoppers read ${said.join('; ')}`]),
    ...(minAmount === null ? [] : [`At least ${minAmount} cents.`]),
    ...(maxAmount === null ? [] : [`At most ${maxAmount} cents.`]),
  ].join('\n');
}

function methodId(name: string): MethodId {
  const method = METHOD_IDS.find((id) => id === name);
  if (method === undefined) {
    throw new AdminInputError(`method: must be one of ${METHOD_IDS.join(', ')}`);
  }
  return method;
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

/** Not an option: options show in process lists and shell histories. */
function readCredentials(file: string | undefined): unknown {
  const text = readFile(file ?? 0, 'credentials').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new AdminInputError('The credentials are not JSON.');
  }
}
