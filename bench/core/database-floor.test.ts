import { describe, expect, test } from 'vitest';
import { readPgbench, toNodeStatement } from './database-floor.ts';
import { createSessionScript, payScript } from './floor-scripts.ts';

const OUTPUT = `number of transactions actually processed: 400/400
number of failed transactions: 0 (0.000%)
latency average = 2.1 ms
initial connection time = 21.9 ms
tps = 4712.331 (without initial connection time)`;

describe("reading pgbench's answer", () => {
  test('the rate leaves out the time it took to connect', () => {
    expect(readPgbench(OUTPUT, 400)).toBe(4712.331);
  });

  test('a run that did less than it was asked is an error, not a figure', () => {
    expect(() => readPgbench(OUTPUT, 500)).toThrow(/400\/400/);
    expect(() => readPgbench('pgbench: error: connection refused', 400)).toThrow(/refused/);
  });
});

describe('statements for Node.js', () => {
  test('a variable is one parameter however often it occurs, and a cast is none', () => {
    expect(toNodeStatement('select md5(:run::text || :n::text), :run')).toEqual({
      text: 'select md5($1::text || $2::text), $1',
      names: ['run', 'n'],
    });
  });

  test('nothing in the floor’s texts is taken for a variable', () => {
    const facts = {
      merchantId: 'mer_1',
      accountId: 'acc_1',
      endpointId: 'we_1',
      session: { url: "http://localhost:3000/it's", paid: true, customer: null },
    };
    const scripts = [...createSessionScript(facts), ...payScript(facts)];
    const names = new Set(scripts.flatMap((statement) => toNodeStatement(statement).names));
    expect([...names].sort()).toEqual(['client_id', 'n', 'run']);
  });
});
