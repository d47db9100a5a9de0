import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

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

/** What a lock file says of its owner. The process number is for people: in a container all are 1. */
const ownerSchema = z.object({ pid: z.int(), id: z.string(), socket: z.string() });
type Owner = z.infer<typeof ownerSchema>;

interface LockFile {
  readonly generation: number;
  readonly path: string;
}

/** How long an owner may take to prove that it lives. The kernel answers for it, however busy it is. */
const PROOF_TIMEOUT_MS = 500;
/** Another round is needed only when another process took the lock meanwhile. */
const MAX_ROUNDS = 20;
/** A socket's address holds 104 bytes on macOS, 108 on Linux. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Locks a folder for this process and returns what releases it. A lock whose owner is gone, even by
 * `kill -9`, is taken over at once. Throws FolderInUseError.
 *
 * The lock is the file `<folder>.lock.<generation>` with the highest generation. Its owner lives as
 * long as the socket named in it takes connections, which the kernel ends with the process. A dead
 * owner's lock is not removed but outbid, by making the next generation, which only one process can
 * make. A process that was held up after judging an old owner thus finds its generation taken; had it
 * removed or renamed a file by name, it could hit a new owner's. For the same reason a release closes
 * the socket and leaves the file: generations never begin again.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const base = join(realpathSync(dirname(folder)), `${basename(folder)}.lock`);
  const id = randomBytes(8).toString('hex');
  const owner: Owner = { pid: process.pid, id, socket: socketPath(base, id) };
  // Before the lock, so that nobody ever sees a lock of ours without its proof of life.
  const server = await listen(owner.socket);
  try {
    await take(folder, base, owner);
  } catch (error) {
    await close(server);
    throw error;
  }
  const removeSocket = () => rmSync(owner.socket, { force: true });
  process.once('exit', removeSocket);
  return async () => {
    process.removeListener('exit', removeSocket);
    await close(server);
  };
}

async function take(folder: string, base: string, owner: Owner): Promise<void> {
  let lastPid = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const current = lockFiles(base).at(-1);
    if (current !== undefined) {
      const found = readOwner(current.path);
      if (found === 'gone') continue;
      if (found !== 'unreadable') {
        lastPid = found.pid;
        if (await isAlive(found.socket)) throw new FolderInUseError(folder, found.pid);
      }
    }
    const mine = lockFileOf(base, (current?.generation ?? 0) + 1);
    if (!createWhole(mine.path, owner)) continue;
    // Files were made and removed while the folder was read, if a higher one had escaped the reading.
    const files = lockFiles(base);
    if (files.at(-1)?.generation !== mine.generation) {
      rmSync(mine.path, { force: true });
      continue;
    }
    // The one just outbid stays: it is what shows a slower process that its own is not the highest.
    for (const old of files) {
      if (old.generation < mine.generation - 1) await removeDead(old);
    }
    return;
  }
  throw new FolderInUseError(folder, lastPid);
}

function lockFileOf(base: string, generation: number): LockFile {
  return { generation, path: `${base}.${generation}` };
}

/** The lowest generation first. */
function lockFiles(base: string): readonly LockFile[] {
  const prefix = `${basename(base)}.`;
  return readdirSync(dirname(base))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d{0,14}$/.test(name.slice(prefix.length)))
    .map((name) => lockFileOf(base, Number(name.slice(prefix.length))))
    .toSorted((a, b) => a.generation - b.generation);
}

/** Makes a file that is complete from its first moment. False when there is one. */
function createWhole(path: string, owner: Owner): boolean {
  const unfinished = `${path}.${owner.id}.tmp`;
  writeFileSync(unfinished, JSON.stringify(owner), { flag: 'wx' });
  try {
    linkSync(unfinished, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Files are made whole, so one that does not read was cut short with the machine: its owner is dead. */
function readOwner(path: string): Owner | 'gone' | 'unreadable' {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : 'unreadable';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone';
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}

async function removeDead(file: LockFile): Promise<void> {
  const owner = readOwner(file.path);
  // A dead owner's socket file lies about until somebody removes it. A living one's is left alone: it
  // belongs to a slower process that is about to find itself outbid, and tries again with it.
  if (typeof owner === 'object' && !(await isAlive(owner.socket))) {
    rmSync(owner.socket, { force: true });
  }
  rmSync(file.path, { force: true });
}

/** Beside the folder, where every container that has the folder finds it, unless that is too long. */
function socketPath(base: string, id: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\praya-${id}`;
  const beside = `${base}.${id}.sock`;
  return Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES
    ? beside
    : join(tmpdir(), `praya-${id}.sock`);
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // Whoever asks may be gone by now; that it could connect was the answer.
      socket.on('error', () => undefined).destroy();
    });
    server.once('error', reject);
    // The lock must not keep a process from ending.
    server.listen(path, () => resolve(server)).unref();
  });
}

/** Also removes the socket's file. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}

/** False only when the kernel says that nobody listens: any doubt leaves the folder to its owner. */
function isAlive(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const answer = (alive: boolean) => {
      clearTimeout(timer);
      connection.destroy();
      resolve(alive);
    };
    const timer = setTimeout(() => answer(true), PROOF_TIMEOUT_MS);
    connection.once('connect', () => answer(true));
    connection.on('error', (error) => {
      answer(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? ''));
    });
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
