import { describe, expect, it } from 'vitest';
import { EnvError, readEnv } from './env.ts';

const GOOD = {
  PUBLIC_ORIGIN: 'https://pay.example.hk/',
  PRAYA_SECRET: Buffer.alloc(32, 1).toString('base64'),
};

describe('the settings', () => {
  it('are read with their defaults, and origins without a path', () => {
    expect(readEnv(GOOD)).toMatchObject({
      PUBLIC_ORIGIN: 'https://pay.example.hk',
      PGLITE_DIR: '.praya/db',
      PRAYA_WORKER: 'on',
    });
    expect(readEnv({ ...GOOD, SIMULATOR_ORIGIN: '' }).SIMULATOR_ORIGIN).toBeUndefined();
  });

  it('name every variable that is missing or wrong at once, and echo none', () => {
    const read = () => readEnv({ PRAYA_SECRET: 'hunter2', PROVIDER_TIMEOUT_MS: '5' });
    expect(read).toThrow(EnvError);
    expect(read).toThrow(/PUBLIC_ORIGIN[\s\S]*PRAYA_SECRET[\s\S]*PROVIDER_TIMEOUT_MS/);
    expect(read).not.toThrow(/hunter2/);
  });
});
