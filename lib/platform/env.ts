import { z } from 'zod';

/** The only file that reads `process.env`. Everything else is handed its settings. */
const envSchema = z.object({
  /** Origin at which shoppers reach Praya, e.g. `https://pay.example.hk`. Never taken from a request. */
  PUBLIC_ORIGIN: z.url().transform((value) => new URL(value).origin),
  /** 32 bytes in base64: signs form tokens, and seals secrets at rest unless PRAYA_MASTER_KEYS does. */
  PRAYA_SECRET: z.string().refine(isKey, 'must be 32 bytes in base64: openssl rand -base64 32'),
  /** Keys of the same kind, by commas: the first one seals secrets at rest, all of them open what they sealed. */
  PRAYA_MASTER_KEYS: z
    .string()
    .transform((value) => value.split(',').map((key) => key.trim()))
    .refine((keys) => keys.every(isKey), 'must be keys of 32 bytes in base64, separated by commas')
    .default([]),
  /** PostgreSQL address. Left out: PGlite in PGLITE_DIR. */
  DATABASE_URL: z.string().min(1).optional(),
  /** `unnamed` behind a pooler that lends connections by the transaction and knows no statements by name. */
  DATABASE_STATEMENTS: z.enum(['named', 'unnamed']).default('named'),
  PGLITE_DIR: z.string().min(1).default('.praya/db'),
  /** The sandbox's simulator; left out, test mode talks to the providers' own test systems. */
  SIMULATOR_ORIGIN: z
    .url()
    .transform((value) => new URL(value).origin)
    .optional(),
  /** Bound on one provider call in milliseconds; past it the outcome is unknown and is looked up. */
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(12_000),
  /** `off` for tests that drive the background work by hand. */
  PRAYA_WORKER: z.enum(['on', 'off']).default('on'),
  /** How often the background work looks for something due, in milliseconds. */
  PRAYA_WORKER_INTERVAL_MS: z.coerce.number().int().min(20).max(60_000).default(500),
  /** PGlite does not fsync: live keys on it need this said out loud. */
  PRAYA_ALLOW_LIVE_ON_PGLITE: z.enum(['yes', 'no']).default('no'),
  /**
   * How many reverse proxies of ours stand in front, each of which appends to `X-Forwarded-For`. 0: none,
   * and nothing that header says is believed. Too many, and clients choose their own address.
   */
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  /**
   * The header in which a proxy of ours names the shopper's country (`cf-ipcountry`). Left out: none is
   * believed, and the shopper's languages are gone by.
   */
  COUNTRY_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
    .optional(),
  /** `off` where all shoppers share one address, as in a call centre: see lib/domain/card-limits.ts. */
  PRAYA_ADDRESS_LIMITS: z.enum(['on', 'off']).default('on'),
  /** `on`: orders of methods begin from what all merchants' sessions have taught together, mode by mode. */
  PRAYA_POOLED_ORDERING: z.enum(['on', 'off']).default('off'),
  /** Where `npm run api` listens, beside an app on 3000. */
  PRAYA_API_PORT: z.coerce.number().int().min(1).max(65_535).default(3_001),
  /** Left out: on every address of the machine. */
  PRAYA_API_HOST: z.string().min(1).optional(),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

function isKey(value: string): boolean {
  return Buffer.from(value, 'base64').length === 32;
}

export type Env = z.infer<typeof envSchema>;

export class EnvError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Praya cannot start, its settings are wrong:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'EnvError';
  }
}

/** Reads and checks the settings. Throws EnvError naming every variable that is missing or wrong. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = envSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  throw new EnvError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
}
