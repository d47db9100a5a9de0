import type { Db } from '#lib/db/client.ts';
import { toPage } from '#lib/db/cursor-page.ts';
import {
  type ExposedSessionRow,
  type ExposureFilter,
  type TryRow,
  findOwnExperimentId,
  findOwnExposure,
  listOwnExposures,
  listTriesOf,
} from '#lib/db/stores/exposure-store.ts';
import type { OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import { type Page, type PageRequest, cursorId } from '#lib/domain/list-page.ts';
import type { AttemptStatus } from '#lib/domain/payment-attempt.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { noSuch } from '../param-error.ts';

/** What became of a try so far. `held`: its money is kept for the merchant; `open`: that is not known yet. */
export type TryResult = 'paid' | 'held' | 'kept' | 'failed' | 'expired' | 'canceled' | 'open';

/** An order that a session was shown, and what has come of it by now. */
export interface OwnExposure extends ExposedSessionRow {
  /** The first one is the shopper's choice from the order. */
  readonly tries: readonly (TryRow & { readonly result: TryResult })[];
}

/** Null: the merchant has no such session in this mode, or it has been shown no order. */
export async function retrieveExposure(
  db: Db,
  owner: OrderingOwner,
  id: string,
): Promise<OwnExposure | null> {
  const row = await findOwnExposure(db, owner, id);
  return row === null ? null : ((await withTries(db, [row]))[0] ?? null);
}

/** Which exposures a merchant asks for, as it writes them. */
export type AskedExposures = Omit<ExposureFilter, 'experimentId'> & {
  readonly experiment: string | null;
};

/**
 * A merchant's exposures, the newest first; null: the cursor is none of them. Throws ParamError where there is
 * no such experiment.
 */
export async function listExposures(
  db: Db,
  owner: OrderingOwner,
  { experiment, page, ...asked }: AskedExposures & { readonly page: PageRequest },
): Promise<Page<OwnExposure> | null> {
  const experimentId =
    experiment === null ? null : await findOwnExperimentId(db, owner, experiment);
  if (experiment !== null && experimentId === null) {
    throw noSuch('experiment', experiment, 'experiment');
  }
  const id = cursorId(page);
  const from = id === null ? null : await findOwnExposure(db, owner, id);
  if (id !== null && from === null) return null;
  const cursor = from === null ? null : from.exposure;
  const found = toPage(
    await listOwnExposures(db, owner, { ...asked, experimentId, page, cursor }),
    page,
  );
  return { ...found, items: await withTries(db, found.items) };
}

export async function withTries(
  db: Db,
  rows: readonly ExposedSessionRow[],
): Promise<readonly OwnExposure[]> {
  const tries = new Map<string, OwnExposure['tries'][number][]>();
  for (const one of await listTriesOf(
    db,
    rows.map(({ exposure }) => exposure.sessionId),
  )) {
    const ofSession = tries.get(one.sessionId) ?? [];
    tries.set(one.sessionId, [...ofSession, { ...one, result: resultOf(one.status) }]);
  }
  return rows.map((row) => ({ ...row, tries: tries.get(row.exposure.sessionId) ?? [] }));
}

function resultOf(status: AttemptStatus): TryResult {
  switch (status) {
    case 'captured':
      return 'paid';
    case 'authorized':
      return 'held';
    case 'kept':
      return 'kept';
    case 'declined':
      return 'failed';
    case 'expired':
      return 'expired';
    case 'canceled':
      return 'canceled';
    case 'sending':
    case 'unknown':
    case 'requires_action':
    case 'pending':
      return 'open';
    default:
      return unreachable(status);
  }
}
