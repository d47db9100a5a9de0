import { parseArgs } from 'node:util';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { type Command, type Commands, type Options, needed } from './command.ts';
import { DEFENCE_COMMANDS } from './defences.ts';
import { DISCREPANCY_COMMANDS } from './discrepancies.ts';
import { EMBED_COMMANDS } from './embed.ts';
import { FPS_COMMANDS } from './fps.ts';
import { KEY_COMMANDS } from './keys.ts';
import { MERCHANT_COMMANDS } from './merchants.ts';
import { ORDERING_COMMANDS } from './ordering.ts';
import { OUTAGE_COMMANDS } from './outages.ts';
import { OPERATOR_COMMANDS } from './operators.ts';
import { PROVIDER_COMMANDS } from './providers.ts';
import { SECRET_COMMANDS } from './secrets.ts';
import { SETUP_COMMANDS } from './setup.ts';
import { TALLY_COMMANDS } from './tallies.ts';
import { WEBHOOK_COMMANDS } from './webhooks.ts';

const COMMANDS: Commands = {
  ...MERCHANT_COMMANDS,
  ...OPERATOR_COMMANDS,
  ...KEY_COMMANDS,
  ...PROVIDER_COMMANDS,
  ...ORDERING_COMMANDS,
  ...WEBHOOK_COMMANDS,
  ...EMBED_COMMANDS,
  ...DEFENCE_COMMANDS,
  ...DISCREPANCY_COMMANDS,
  ...OUTAGE_COMMANDS,
  ...FPS_COMMANDS,
  ...TALLY_COMMANDS,
  ...SECRET_COMMANDS,
  ...SETUP_COMMANDS,
};

/** What was asked for: the help, or a command with its options. Throws AdminInputError. */
export function readCommandLine(
  args: readonly string[],
):
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly command: Command; readonly options: Options } {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help' || rest.includes('--help')) {
    return { kind: 'help', text: help() };
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new AdminInputError(`There is no command ${name}. See --help.`);
  }
  const options = readOptions(command, rest);
  for (const option of command.required) needed(options, option);
  return { kind: 'run', command, options };
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
