import { createServer } from 'node:http';

/**
 * A merchant's server that takes every webhook in and says so, in a process of its own: what it costs is the
 * same for whoever posts. Writes its port to standard output; ends with its standard input.
 */
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  process.stdout.write(`${address.port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
