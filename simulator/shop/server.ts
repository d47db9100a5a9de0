import { listen, listenErrorText, readPort, type Listening } from '../core/listen.ts';
import { createShop } from './app.ts';

const asked = process.env['SHOP_PORT'] ?? '4020';
const port = readPort(asked) ?? fail(`SHOP_PORT is not a port: ${asked}`);
const secretKey = required('PRAYA_SECRET_KEY');
const webhookSecret = required('PRAYA_WEBHOOK_SECRET');
const directKey = process.env['PRAYA_DIRECT_SECRET_KEY'];
const direct =
  directKey === undefined
    ? null
    : { secretKey: directKey, webhookSecret: required('PRAYA_DIRECT_WEBHOOK_SECRET') };
const tasting = process.env['PRAYA_TASTING_LINK'];
const links = tasting === undefined ? null : { tasting, harbour: required('PRAYA_HARBOUR_LINK') };

const shop = await listen(
  port,
  (origin) =>
    createShop({
      origin,
      prayaOrigin: process.env['PRAYA_ORIGIN'] ?? 'http://localhost:3000',
      secretKey,
      webhookSecret,
      direct,
      links,
      dataDir: process.env['SHOP_DATA_DIR'] ?? '.praya/shop',
    }).app,
  process.env['SHOP_ORIGIN']?.replace(/\/$/, ''),
).catch((error: unknown): never => fail(listenErrorText(error, port, 'SHOP_PORT')));
console.log(`shop ready at ${shop.origin}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(shop));

async function end(running: Listening): Promise<void> {
  await running.close();
  process.exit(0);
}

function required(name: string): string {
  return process.env[name] ?? fail(`${name} is not set`);
}

function fail(reason: string): never {
  console.error(`shop cannot start: ${reason}`);
  return process.exit(1);
}
