import { toMajorString } from '#lib/domain/money.ts';
import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import { dismissTransfer } from '#lib/operations/admin/dismiss-transfer.ts';
import {
  describeStatement,
  importFpsStatement,
} from '#lib/operations/admin/import-fps-statement.ts';
import { type Commands, mode, needed, readFile } from './command.ts';

/** FPS to the merchant's own account, where a bank statement is all we learn of it. */
export const FPS_COMMANDS: Commands = {
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
};

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
