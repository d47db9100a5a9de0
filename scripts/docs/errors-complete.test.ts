import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AttemptRow } from '#lib/db/stores/attempt-store.ts';
import { FAILURE_CODES } from '#lib/domain/failure-code.ts';
import { wireFailureOf } from '#lib/operations/payment-error-object.ts';

const text = readFileSync('docs/errors.md', 'utf8');

/** The codes in the first column of a section's table, each with what to do about it. */
function documented(heading: string): ReadonlyMap<string, string> {
  const section = text.split(/^#{2,3} /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return new Map(
    [...section.matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)].map(([, code = '', todo = '']) => [
      code,
      todo,
    ]),
  );
}

const sources = ['lib/api', 'lib/operations']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(path))
  .map((path) => ({ path, source: readFileSync(path, 'utf8') }));

/** zod's own words for an issue, in schemas and where issues are read. */
const ZOD_CODES = ['custom', 'invalid_value'];

/** Every code that the API's errors are given, as the sources write them. */
function givenCodes(): readonly string[] {
  const found = sources.flatMap(({ path, source }) => [
    ...(path.startsWith('lib/api')
      ? [...source.matchAll(/\bcode: '(\w+)'/g)].map(([, code = '']) => code)
      : []),
    ...[...source.matchAll(/new \w*(?:ParamError|RefusedError)\(([\s\S]*?)\);/g)].flatMap(
      ([, args = '']) =>
        [...args.matchAll(/,\s*'([a-z]+(?:_[a-z]+)+)',?\s*$/g)].map(([, code = '']) => code),
    ),
  ]);
  return [...new Set(found)].filter((code) => !ZOD_CODES.includes(code)).toSorted();
}

describe('docs/errors.md', () => {
  test('has every code that the API’s errors are given, and none that they are not', () => {
    expect(givenCodes()).toContain('parameter_missing');
    expect([...documented('Codes').keys()].toSorted()).toEqual(givenCodes());
  });

  test('has every failure code, in the order of the list', () => {
    expect([...documented('Failed payments').keys()]).toEqual([...FAILURE_CODES]);
  });

  test('has how every failure code is written on the wire', () => {
    for (const failureCode of FAILURE_CODES) {
      // All that is read of an attempt for it.
      const { code, declineCode } = wireFailureOf({ failureCode } as AttemptRow);
      const cell = new RegExp(`^\\| \`${failureCode}\` +\\| (.*?) +\\|`, 'm').exec(text)?.[1];
      const codes = declineCode === undefined ? [code] : [code, declineCode];
      expect(cell).toBe(codes.map((each) => `\`${each}\``).join(', '));
    }
  });

  test('has every type of error, and every status that the API answers with', () => {
    const apiError = readFileSync('lib/api/api-error.ts', 'utf8');
    const types = /ApiErrorType =([\s\S]*?);/.exec(apiError)?.[1]?.match(/\w+_error/g) ?? [];
    expect(types.length).toBeGreaterThan(0);
    expect([...documented('Errors of the API').keys()].toSorted()).toEqual(types.toSorted());
    const statuses = sources
      .filter(({ path }) => path.startsWith('lib/api'))
      .flatMap(({ source }) => [...source.matchAll(/\bstatus: ([45]\d\d)\b/g)])
      .map(([, status = '']) => status);
    const rows = [...text.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell = '']) =>
      cell.split(', '),
    );
    expect(rows.toSorted()).toEqual([...new Set(statuses)].toSorted());
  });
});
