import { createServer } from 'node:net';

/** The ports of one stack. */
export interface StackPorts {
  readonly app: number;
  readonly simulator: number;
  readonly shop: number;
}

/** Where to choose another port. */
const VARIABLES = {
  app: 'PRAYA_APP_PORT',
  simulator: 'PRAYA_SIMULATOR_PORT',
  shop: 'PRAYA_SHOP_PORT',
} as const satisfies Record<keyof StackPorts, string>;

const LABELS = {
  app: 'the app',
  simulator: 'the simulator',
  shop: 'the demo shop',
} as const satisfies Record<keyof StackPorts, string>;

/** Something a person can put right; its message is all they need to read. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** The default ports, with what the environment says instead. Throws StackError for what is no port. */
export function readPorts(
  defaults: StackPorts,
  env: Readonly<Record<string, string | undefined>>,
): StackPorts {
  const read = (service: keyof StackPorts): number => {
    const asked = env[VARIABLES[service]];
    if (asked === undefined || asked === '') return defaults[service];
    const port = Number(asked);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    throw new StackError(`${VARIABLES[service]} is not a port: ${asked}`);
  };
  const ports = { app: read('app'), simulator: read('simulator'), shop: read('shop') };
  if (new Set(Object.values(ports)).size === 3) return ports;
  throw new StackError(`Three different ports are needed: ${JSON.stringify(ports)}`);
}

/** Throws StackError naming every port that something else listens on, and how to choose another. */
export async function requireFreePorts(ports: StackPorts): Promise<void> {
  const problems: string[] = [];
  for (const service of ['app', 'simulator', 'shop'] as const) {
    const reason = await whyNotFree(ports[service]);
    if (reason === null) continue;
    problems.push(
      `Port ${ports[service]}, for ${LABELS[service]}, ${reason}. ` +
        `Stop what uses it, or choose another: ${VARIABLES[service]}=${ports[service] + 100}`,
    );
  }
  if (problems.length > 0) throw new StackError(problems.join('\n'));
}

function whyNotFree(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.message})`);
    });
    // Without a host it takes every address, and fails when any of them is taken.
    probe.listen(port, () => probe.close(() => resolve(null)));
  });
}
