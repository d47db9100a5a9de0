import type { Db } from '#lib/db/client.ts';
import {
  type Owner,
  type WhichTransfers,
  findAttemptsByReferences,
} from '#lib/db/stores/bank-transfer-store.ts';
import type { TransferView } from '#lib/domain/bank-transfer.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { findTransferReferences } from '#lib/fps/transfer-reference.ts';
import type { AppContext } from '../context.ts';
import { TransferInputError, requireFpsAccount } from '../fps-account.ts';
import { type TransferReport, listTransfers } from '../transfer-report.ts';

const PAGE_TRANSFERS = 20;

const WHICH: Readonly<Record<TransferView, WhichTransfers>> = {
  waiting: 'waiting',
  wrong: ['wrong_amount', 'duplicate'],
  all: null,
};

export interface OwnTransfer extends TransferReport {
  /** Of how many payments its text carries the reference. */
  readonly namedPayments: number;
}

/** A page of what came in on a shop's own account, the last recorded first. Null: it has no such account. */
export async function listOwnTransfers(
  context: AppContext,
  owner: Owner,
  asked: { view: TransferView; after: string | null },
): Promise<{ transfers: readonly OwnTransfer[]; hasMore: boolean } | null> {
  const { db } = context.database;
  const accountId = await findFpsAccount(db, owner);
  if (accountId === null) return null;
  const load = (startingAfter: string | null) =>
    listTransfers(db, owner, {
      which: WHICH[asked.view],
      page: { limit: PAGE_TRANSFERS, startingAfter, endingBefore: null },
    });
  // An address that names none of ours begins at the newest.
  const found = (await load(asked.after)) ?? (await load(null));
  if (found === null) throw new Error('A list without a cursor has a beginning.');
  const transfers = await Promise.all(
    found.items.map(async (report) => ({
      ...report,
      namedPayments: report.state === 'waiting' ? await countNamed(db, accountId, report) : 0,
    })),
  );
  return { transfers, hasMore: found.hasMore };
}

async function countNamed(
  db: Db,
  accountId: ProviderAccountId,
  { description }: TransferReport,
): Promise<number> {
  const references = findTransferReferences(description ?? '');
  return (await findAttemptsByReferences(db, accountId, references)).length;
}

/** Whether a shop takes FPS to its own account, and so has transfers to look at. */
export async function hasFpsAccount(context: AppContext, owner: Owner): Promise<boolean> {
  return (await findFpsAccount(context.database.db, owner)) !== null;
}

async function findFpsAccount(db: Db, owner: Owner): Promise<ProviderAccountId | null> {
  try {
    return await requireFpsAccount(db, owner);
  } catch (error) {
    if (error instanceof TransferInputError) return null;
    throw error;
  }
}
