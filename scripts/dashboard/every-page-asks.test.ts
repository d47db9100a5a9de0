import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Every page and action of the dashboard asks the gate itself: a layout or the proxy that did it for them would
 * not be there for the next one, nor for a request that goes around it.
 */

const ROOT = 'app/[locale]/dashboard';
/** Before one is signed in; each says by itself what it is for. */
const FOR_ANYBODY = ['page.tsx', 'sign-in/', 'second-factor/', 'join/'];

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
const isForAnybody = (file: string) => FOR_ANYBODY.some((start) => file.startsWith(start));

/** The exported functions of a file, each with its text up to the next. */
function exportedFunctions(file: string): readonly (readonly [string, string])[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return text
    .split(/^export (?:default )?async function /m)
    .slice(1)
    .map((body) => [/^\w+/.exec(body)?.[0] ?? '', body.split(/^}/m, 1)[0] ?? ''] as const);
}

describe('pages of a shop', () => {
  const pages = files.filter((file) => /(?:^|\/)page\.tsx$/.test(file) && !isForAnybody(file));

  it('are found', () => {
    expect(pages.length).toBeGreaterThanOrEqual(5);
    expect(pages.every((file) => file.startsWith('[merchant]/[mode]/'))).toBe(true);
  });

  it.each(pages)('%s asks, and so does its title', (file) => {
    const functions = exportedFunctions(file);
    expect(functions.length).toBeGreaterThan(0);
    for (const [name, body] of functions) {
      expect(body, name).toMatch(/^\s.*await requireOperator\(/m);
    }
  });
});

it('handlers of a shop ask before they answer', () => {
  for (const file of files.filter((name) => /(?:^|\/)route\.ts$/.test(name))) {
    const functions = exportedFunctions(file);
    expect(functions.length, file).toBeGreaterThan(0);
    for (const [name, body] of functions) {
      expect(body, `${file}: ${name}`).toMatch(/^\s.*await requireOperator\(/m);
    }
  }
});

describe('actions', () => {
  const actions = files
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => readFileSync(join(ROOT, file), 'utf8').startsWith("'use server'"));

  it('are found', () => {
    expect(actions).toContain('sign-out.ts');
    expect(actions.length).toBeGreaterThanOrEqual(6);
  });

  it.each(actions)('%s: each asks before it does anything', (file) => {
    const functions = exportedFunctions(file);
    expect(functions.length).toBeGreaterThan(0);
    for (const [name, body] of functions) {
      const admitted = isForAnybody(file) ? 'admitAnybody' : 'admit(?:Operator|Payment)';
      expect(body, name).toMatch(new RegExp(`= await ${admitted}\\(`));
      expect(body, name).toMatch(/if \(admitted === null/);
    }
  });

  it('those of a payment are admitted like any other', () => {
    const file = '[merchant]/[mode]/payments/[payment]/payment-form.ts';
    const [[, body] = ['', '']] = exportedFunctions(file).filter(
      ([name]) => name === 'admitPayment',
    );
    expect(body).toMatch(
      /= await admitOperator\(form, [^;]+, action\);\n  if \(admitted === null\) return null;/,
    );
  });
});
