import { type Spread, pairedRatios, spread } from '../statistics.ts';
import { formatTable, withRange } from '../table.ts';
import type { PageLoad } from './measure-load.ts';

/** A figure of a page load: its name, how it is written, and whether a ratio to the floor says anything. */
const FIGURES = [
  { of: 'firstByteMs', label: 'first byte, ms', compared: true },
  { of: 'visibleMs', label: 'visible, ms', compared: true },
  { of: 'usableMs', label: 'usable, ms', compared: true },
  { of: 'blockingMs', label: 'blocking, ms', compared: false },
  { of: 'layoutShift', label: 'layout shift', compared: false },
  { of: 'requests', label: 'requests', compared: false },
  { of: 'documentWireBytes', label: 'document, kB', compared: false },
  { of: 'scriptWireBytes', label: 'scripts as served, kB', compared: false },
  { of: 'scriptBrotliBytes', label: 'scripts in Brotli, kB', compared: false },
  { of: 'wireBytes', label: 'all on the wire, kB', compared: false },
] as const satisfies readonly {
  of: Exclude<keyof PageLoad, 'received'>;
  label: string;
  compared: boolean;
}[];

export interface FigureSummary {
  readonly label: string;
  readonly floor: Spread;
  readonly praya: Spread;
  /** Praya over floor, round by round; null where that says nothing. */
  readonly ratio: Spread | null;
}

export function summarise(loads: {
  readonly floor: readonly PageLoad[];
  readonly praya: readonly PageLoad[];
}): readonly FigureSummary[] {
  return FIGURES.map(({ of, label, compared }) => {
    const floor = loads.floor.map((load) => load[of]);
    const praya = loads.praya.map((load) => load[of]);
    return {
      label,
      floor: spread(floor),
      praya: spread(praya),
      ratio: compared ? pairedRatios(praya, floor) : null,
    };
  });
}

/** Medians, with the least and the greatest where they differ. */
export function printPage(name: string, summary: readonly FigureSummary[]): void {
  const rows = summary.map(({ label, floor, praya, ratio }) => [
    label,
    figure(label, floor),
    figure(label, praya),
    ratio === null ? '' : withRange(ratio, 2),
  ]);
  console.log(`\n${formatTable([name, 'floor', 'Praya', 'Praya / floor'], rows)}`);
}

function figure(label: string, value: Spread): string {
  if (label.endsWith('kB')) {
    const { median, min, max } = value;
    return withRange({ median: median / 1000, min: min / 1000, max: max / 1000 }, 1);
  }
  return withRange(value, label === 'layout shift' ? 4 : 0);
}
