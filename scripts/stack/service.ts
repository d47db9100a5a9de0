import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StackError } from './ports.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 100;
/** How long a service may take to end in order before it is killed. */
const STOP_GRACE_MS = 10_000;
const TAIL_LINES = 25;

export interface ServiceOptions {
  readonly name: string;
  /** Arguments to `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Answers 2xx when the service is ready. */
  readonly healthUrl: string;
  /** Called when the process ends without having been told to. */
  readonly onDeath: (service: Service) => void;
}

/** One process of the stack, which can be ended, killed, and started again on the same data. */
export interface Service {
  readonly name: string;
  readonly logFile: string;
  /** Null while it does not run. */
  readonly pid: number | null;
  /** Starts the process and waits until it is ready. Throws StackError with its last words. */
  start(): Promise<void>;
  /** Asks it to end, and after a while makes it. Nothing happens when it does not run. */
  stop(): Promise<void>;
  /** Sends a signal to the process and all its children, and waits for the process to end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** The last lines it wrote. */
  tail(): string;
}

export function createService(options: ServiceOptions): Service {
  const { name, logFile } = options;
  let child: ChildProcess | null = null;
  /** Children whose end is expected. */
  const told = new WeakSet<ChildProcess>();

  const service: Service = {
    name,
    logFile,
    get pid() {
      return child?.pid ?? null;
    },
    async start() {
      if (child !== null) throw new Error(`${name} runs already.`);
      const started = launch(options);
      child = started;
      let ready = false;
      started.once('exit', () => {
        if (child === started) child = null;
        if (ready && !told.has(started)) options.onDeath(service);
      });
      await untilReady(options, started, service);
      ready = true;
    },
    async stop() {
      const running = child;
      if (running === null) return;
      told.add(running);
      const ended = hasEnded(running);
      signalGroup(running, 'SIGTERM');
      const inTime = await Promise.race([ended.then(() => true), pause(STOP_GRACE_MS, false)]);
      if (!inTime) signalGroup(running, 'SIGKILL');
      await ended;
    },
    async kill(signal) {
      const running = child;
      if (running === null) return;
      told.add(running);
      const ended = hasEnded(running);
      signalGroup(running, signal);
      await ended;
    },
    tail: () => tailOf(logFile),
  };
  return service;
}

function launch({ args, env, logFile }: ServiceOptions): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const stopWithParent = join(import.meta.dirname, 'stop-with-parent.mjs');
  const started = spawn(process.execPath, ['--import', stopWithParent, ...args], {
    cwd: ROOT,
    env: env as NodeJS.ProcessEnv, // Next's types say that every environment has a NODE_ENV
    stdio: ['ignore', log, log],
    // A group of its own: signals reach its children too, and a Ctrl-C in the terminal only us.
    detached: true,
  });
  closeSync(log);
  return started;
}

async function untilReady(
  options: ServiceOptions,
  child: ChildProcess,
  service: Service,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isHealthy(options.healthUrl))) {
    if (!isRunning(child)) {
      throw new StackError(`${options.name} ended before it was ready.\n${lastWords(service)}`);
    }
    if (Date.now() > deadline) {
      await service.kill('SIGKILL');
      throw new StackError(
        `${options.name} was not ready after ${READY_TIMEOUT_MS / 1000} s.\n${lastWords(service)}`,
      );
    }
    await pause(READY_POLL_MS);
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      // Not kept: while PGlite seeds, nobody here would notice that the other side has closed it.
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(5_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet, or not answering yet: asked again until the deadline.
    return false;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function hasEnded(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Gone already, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // process.kill's errors carry a code
  }
}

/** What a service wrote last and where the rest is, for a message to a person. */
export function lastWords(service: Service): string {
  return `Its last lines (all of them: ${service.logFile}):\n${service.tail()}`;
}

function tailOf(logFile: string): string {
  if (!existsSync(logFile)) return '  (it wrote nothing)';
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
  return lines.map((line) => `  ${line}`).join('\n');
}
