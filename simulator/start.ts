import { createSimulator, type Simulator } from './app.ts';
import { listen } from './core/listen.ts';

export interface RunningSimulator extends Simulator {
  readonly origin: string;
  /** Stops serving, ends deliveries and keeps the state. */
  stop(): Promise<void>;
}

/**
 * Starts the simulator on the loopback interface. Port 0 takes a free one.
 * @throws the listen error (`EADDRINUSE` and the like).
 */
export async function startSimulator(options: {
  readonly port: number;
  readonly dataDir: string;
  /** Where browsers reach it, when that is not `http://localhost:{port}`. */
  readonly origin?: string;
  readonly now?: () => Date;
}): Promise<RunningSimulator> {
  const { port, dataDir, origin: publicOrigin, now } = options;
  const started: { simulator?: Simulator } = {};
  const build = (origin: string): Simulator['app'] => {
    started.simulator = createSimulator({ origin, dataDir, ...(now === undefined ? {} : { now }) });
    return started.simulator.app;
  };
  const listening = await listen(port, build, publicOrigin);
  const { simulator } = started;
  if (simulator === undefined) throw new Error('the simulator was not built');
  return {
    ...simulator,
    origin: listening.origin,
    async stop() {
      await listening.close();
      simulator.close();
    },
  };
}
