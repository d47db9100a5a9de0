import type { Db } from '#lib/db/client.ts';
import type { ExperimentRow } from '#lib/db/stores/ordering-store.ts';
import type { EventType, RequestOrigin } from '#lib/domain/event-type.ts';
import type { AppContext } from '../context.ts';
import { emitEvents } from '../emit-events.ts';
import { experimentObject } from './experiment-object.ts';

type ExperimentEventType = Extract<EventType, `experiment.${string}`>;

/** Writes events about an experiment to the outbox, in the transaction that did what they report. */
export async function emitExperimentEvents(
  context: AppContext,
  tx: Db,
  row: ExperimentRow,
  types: readonly ExperimentEventType[],
  request: RequestOrigin | null = null,
): Promise<void> {
  const object = experimentObject(row);
  const events = types.map((type) => ({ type, subject: row.id, object }));
  await emitEvents(context, tx, row, events, request);
  context.wakeWorker();
}
