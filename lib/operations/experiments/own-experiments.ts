import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import { findOwnExperiment, listExperiments } from '#lib/db/stores/experiment-store.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { ExperimentStatus } from '#lib/experiments/experiment-arm.ts';

/** Null: the merchant has no such experiment in this mode. */
export function retrieveExperiment(
  tx: Db,
  owner: OrderingOwner,
  id: string,
): Promise<ExperimentRow | null> {
  return findOwnExperiment(tx, owner, id);
}

/** A merchant's experiments, the newest first; null: the cursor is none of them. */
export async function pageOfExperiments(
  tx: Db,
  owner: OrderingOwner,
  asked: { status: ExperimentStatus | null; page: PageRequest },
): Promise<Page<ExperimentRow> | null> {
  const id = cursorId(asked.page);
  const cursor = id === null ? null : await findOwnExperiment(tx, owner, id);
  if (id !== null && cursor === null) return null;
  return toPage(await listExperiments(tx, owner, { ...asked, cursor }), asked.page);
}
