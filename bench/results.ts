import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.praya/bench');

/** Says so when something else is at work: then the rounds spread, and times mean little. */
export function warnWhenBusy(): void {
  const [lastMinute = 0] = loadavg();
  const processors = cpus().length;
  if (lastMinute <= processors / 2) return;
  console.log(
    `This machine is busy: a load of ${lastMinute.toFixed(1)} on ${processors} processors. Measure again when it is not.\n`,
  );
}

/** Keeps a run's figures with what they were taken on; returns the file, from the project's root. */
export function writeResults(name: string, figures: object, now: Date): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}-${now.toISOString().replaceAll(/[:.]/g, '-')}.json`);
  const processors = cpus();
  const machine = {
    processor: processors[0]?.model ?? 'unknown',
    processors: processors.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${arch()}`,
    node: process.version,
    // Our own work is in it too: this is for telling a quiet run from a busy one.
    loadAverage: loadavg(),
  };
  const kept = { takenAt: now.toISOString(), machine, ...figures };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
  return relative(ROOT, file);
}
