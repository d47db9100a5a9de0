import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's own settings (RFC 7914); kept with each hash, so that they can be raised. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * What a password costs to check: 32 MiB and about a quarter of a second. One of the equal settings of
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** What `N` and `r` need, and a little. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;

/** Checks under way at once: each holds 32 MiB and a thread that the rest of the process wants too. */
const MAX_AT_ONCE = 2;
/** Who would come after them would wait for half a minute. */
const MAX_WAITING = 100;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Hashes a password: `scrypt$N$r$p$salt$key`, both in base64url. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  const { N, r, p } = cost;
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether a password is the one that was hashed. With null, an account that is not there, it takes as long as
 * with any, and the answer is no. `too_busy`: so many wait that this one was not looked at. Throws when the hash is
 * none of ours.
 */
export async function isPassword(
  password: string,
  hash: string | null,
): Promise<boolean | 'too_busy'> {
  if (waiting.length >= MAX_WAITING) return 'too_busy';
  const [kind, N, r, p, salt, key] = (hash ?? NOBODYS).split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) {
    throw new Error('A password hash cannot be read.');
  }
  const expected = Buffer.from(key, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  const same = given.length === expected.length && timingSafeEqual(given, expected);
  return same && hash !== null;
}

/** Of no password: what an unknown account's is compared with. */
const NOBODYS = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  randomBytes(SALT_BYTES).toString('base64url'),
  randomBytes(KEY_BYTES).toString('base64url'),
].join('$');

async function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  if (underWay >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      // The same characters may be typed in more than one way: NIST SP 800-63B-4, 3.1.1.2.
      const typed = password.normalize('NFKC');
      scrypt(typed, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      );
    });
  } finally {
    // Its place goes to the next who waits.
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
  }
}
