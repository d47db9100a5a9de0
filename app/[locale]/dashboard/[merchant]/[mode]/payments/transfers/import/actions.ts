'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import {
  COLUMN_FIELDS,
  STATEMENT_LIMITS,
} from '#components/dashboard/transfers/statement-fields.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { importOwnStatement } from '#lib/operations/operators/import-own-statement.ts';
import { actingOf } from '../../../../../acting.ts';
import { admitOperator, problem, refused } from '../../../../../operator-action.ts';
import { transfersHref, writeCounts } from '../transfers-query.ts';

const heading = z.string().trim().max(100).default('');

const fields = {
  // In base64, a third longer than the file. Without a script nothing but an empty file comes.
  file: z
    .union([z.base64().max(Math.ceil(STATEMENT_LIMITS.fileBytes / 3) * 4), z.file()])
    .optional(),
  text: z
    .string()
    .max(STATEMENT_LIMITS.textChars)
    .refine((text) => !text.includes('\u0000'))
    .default(''),
  received_at: heading.pipe(z.string().min(1)),
  amount: heading.pipe(z.string().min(1)),
  bank_reference: heading.pipe(z.string().min(1)),
  reference: heading,
  description: heading,
  payer: heading,
  currency: heading,
};

/** Records the transfers of a bank's statement, which was chosen as a file or pasted. */
export async function importStatement(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, fields, 'transfers.decide');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { t } = wordsFor(operator.locale);
  const file = typeof sent.file === 'string' ? sent.file : '';
  const isPasted = sent.text.trim() !== '';
  if (file === '' && !isPasted) return problem(t('dashboard.transfers.statement.missing'), 'file');
  if (file !== '' && isPasted) return problem(t('dashboard.transfers.statement.both'), 'text');
  const csv = isPasted ? sent.text : decode(file);
  if (csv === null) return problem(t('dashboard.transfers.statement.notUtf8'), 'file');
  const result = await importOwnStatement(operator.context, await actingOf(operator), {
    csv,
    columns: {
      receivedAt: sent.received_at,
      amount: sent.amount,
      bankReference: sent.bank_reference,
      reference: sent.reference,
      description: sent.description,
      payer: sent.payer,
      currency: sent.currency,
    },
  });
  switch (result.kind) {
    case 'imported': {
      const of = String(operator.context.clock.now().getTime());
      const more = { done: 'imported', of, ...writeCounts(result.counts) };
      return redirect(transfersHref(operator.basePath, 'waiting', more));
    }
    case 'no_column': {
      const field = COLUMN_FIELDS.find(({ column }) => column === result.field)?.name ?? null;
      return problem(t('dashboard.transfers.statement.noColumn'), field);
    }
    case 'no_statement': {
      const { line } = result;
      const field = isPasted ? 'text' : 'file';
      return problem(t('dashboard.transfers.statement.noStatement', { line }), field);
    }
    case 'no_account':
      return problem(t('dashboard.transfers.noAccountMore'), null);
  }
}

/** The text of a file that came in base64; null: it is not in UTF-8, or holds what no text does. */
function decode(base64: string): string | null {
  try {
    const bytes = Buffer.from(base64, 'base64');
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}
