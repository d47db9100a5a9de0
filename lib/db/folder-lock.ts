import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** Two processes in one PGlite folder would destroy it, and PGlite does not stop them. */
export class FolderInUseError extends Error {
  constructor(folder: string, pid: number) {
    super(
      `The database in ${folder} is in use by process ${pid}. Stop that process first, or use ` +
        'PostgreSQL (DATABASE_URL), which any number of processes can share.',
    );
    this.name = 'FolderInUseError';
  }
}

/**
 * Locks this process holds. A lock file with our own pid that is not among them is a dead process's:
 * in a container every process is number 1.
 */
const held = new Set<string>();

/**
 * Takes `<folder>.lock` for this process and returns what releases it. A lock left by a process that
 * is gone is taken over. Throws FolderInUseError.
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder}.lock`;
  if (held.has(path)) throw new FolderInUseError(folder, process.pid);
  // Bounded: each round either takes the lock, proves its owner alive, or removes a dead owner's.
  for (let round = 0; round < 5; round += 1) {
    const taken = tryCreate(path);
    if (taken) {
      held.add(path);
      const release = () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
      process.once('exit', release);
      return () => {
        process.removeListener('exit', release);
        release();
      };
    }
    const owner = ownerOf(path);
    if (owner !== null && owner !== process.pid && isAlive(owner)) {
      throw new FolderInUseError(folder, owner);
    }
    rmSync(path, { force: true });
  }
  throw new FolderInUseError(folder, ownerOf(path) ?? 0);
}

function tryCreate(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // fs errors carry a code
    throw error;
  }
}

function ownerOf(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs errors carry a code
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // fs errors carry a code
  }
}
