import type { DelayCounts } from './delay-distribution.ts';
import type { DownMethod, SuspectedMethod } from './down-method.ts';
import {
  type Cell,
  type Cells,
  EMPTY_ORDERING_STATE,
  type KeptCounter,
  type OrderingState,
  type PositionCounters,
  type RecoveryCounter,
} from './ordering-state.ts';

/** A state as it was kept. `lost` names what of it could not be read, by its path: that begins anew. */
export interface StoredState {
  readonly state: OrderingState;
  readonly lost: readonly string[];
}

/**
 * Reads a state that was kept as JSON, by this version or another: what is as it is written today, and nothing of
 * what is not. Whoever writes the state afterwards has mended it.
 */
export function readStoredState(stored: unknown): StoredState {
  const parts = isRecord(stored) ? stored : {};
  const lost: string[] = [];
  const levels = isRecord(parts['levels']) ? parts['levels'] : {};
  const read = (level: 'all' | 'region' | 'device') =>
    entriesOf(levels[level], `levels.${level}`, isCell, lost);
  const { version, down, suspected } = parts;
  if (!isCount(version)) lost.push('version');
  const isList = Array.isArray(down);
  if (!isList) lost.push('down');
  const state: OrderingState = {
    version: isCount(version) ? version : EMPTY_ORDERING_STATE.version,
    levels: {
      all: read('all'),
      region: read('region'),
      device: read('device'),
      band: entriesOf(levels['band'], 'levels.band', isCells, lost),
    },
    positions: entriesOf(parts['positions'], 'positions', isPositions, lost),
    recoveries: entriesOf(parts['recoveries'], 'recoveries', isRecovery, lost),
    delays: entriesOf(parts['delays'], 'delays', isDelays, lost),
    down: (isList ? down : []).flatMap((one: unknown, index) => {
      if (isDown(one)) return [one];
      lost.push(`down.${index}`);
      return [];
    }),
  };
  // A suspicion lives for seconds; one that cannot be read is looked for anew.
  return suspected === undefined || !areSuspected(suspected)
    ? { state, lost }
    : { state: { ...state, suspected }, lost };
}

type Parts = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf<Entry>(
  stored: unknown,
  path: string,
  isEntry: (value: unknown) => value is Entry,
  lost: string[],
): Readonly<Record<string, Entry>> {
  if (!isRecord(stored)) {
    lost.push(path);
    return {};
  }
  const read: Record<string, Entry> = {};
  for (const [key, value] of Object.entries(stored)) {
    if (isEntry(value)) read[key] = value;
    else lost.push(`${path}.${key}`);
  }
  return read;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function haveCounts(value: unknown, names: readonly string[]): value is Parts {
  return isRecord(value) && names.every((name) => isCount(value[name]));
}

function areAll(value: unknown, is: (one: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(is);
}

function isCounter(value: unknown): value is KeptCounter {
  return Array.isArray(value) && value.every(isCount);
}

function isCell(value: unknown): value is Cell {
  return (
    haveCounts(value, ['sinceMs', 'asOfMs']) &&
    isCounter(value['leaving']) &&
    areAll(value['methods'], isCounter)
  );
}

function isCells(value: unknown): value is Cells {
  return areAll(value, isCell);
}

function isPositions(value: unknown): value is PositionCounters {
  return (
    haveCounts(value, ['atMs']) &&
    Array.isArray(value['places']) &&
    value['places'].every((place) => haveCounts(place, ['n', 'e']))
  );
}

function isRecovery(value: unknown): value is RecoveryCounter {
  return haveCounts(value, ['tried', 'paid', 'atMs']);
}

function isDelays(value: unknown): value is DelayCounts {
  return (
    haveCounts(value, ['atMs']) &&
    [value['paid'], value['failed']].every((bins) => Array.isArray(bins) && bins.every(isCount))
  );
}

function isDown(value: unknown): value is DownMethod {
  return (
    haveCounts(value, ['sinceMs', 'alarmedAtMs', 'evidence', 'paid', 'failed']) &&
    typeof value['method'] === 'string' &&
    isScope(value['scope']) &&
    (value['recoveredAtMs'] === null || isCount(value['recoveredAtMs']))
  );
}

function areSuspected(value: unknown): value is readonly SuspectedMethod[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) =>
        haveCounts(one, ['sinceMs', 'paid', 'failed']) &&
        typeof one['method'] === 'string' &&
        isScope(one['scope']),
    )
  );
}

function isScope(value: unknown): value is DownMethod['scope'] {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'everywhere':
      return true;
    case 'region':
      return typeof value['region'] === 'string';
    case 'in_app':
      return typeof value['inApp'] === 'string';
    default:
      return false;
  }
}
