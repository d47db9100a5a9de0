import { listenErrorText, readPort } from './core/listen.ts';
import { startSimulator, type RunningSimulator } from './start.ts';

const asked = process.env['SIMULATOR_PORT'] ?? '4010';
const port = readPort(asked) ?? fail(`SIMULATOR_PORT is not a port: ${asked}`);
const origin = process.env['SIMULATOR_ORIGIN']?.replace(/\/$/, '');
const dataDir = process.env['SIMULATOR_DATA_DIR'] ?? '.praya/simulator';

const simulator = await startSimulator({
  port,
  dataDir,
  ...(origin === undefined ? {} : { origin }),
}).catch((error: unknown): never => fail(listenErrorText(error, port, 'SIMULATOR_PORT')));
console.log(
  `simulator ready at ${simulator.origin} (control: ${simulator.origin}/control, bank app: ${simulator.origin}/bank-app)`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end(simulator));

async function end(running: RunningSimulator): Promise<void> {
  await running.stop();
  process.exit(0);
}

function fail(reason: string): never {
  console.error(`simulator cannot start: ${reason}`);
  return process.exit(1);
}
