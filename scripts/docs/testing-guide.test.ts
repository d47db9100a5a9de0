import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { payTestSessionEndpoint } from '#lib/api/endpoints/pay-test-session.ts';
import { failureCodeOf } from '#lib/providers/stripe/failure-code-map.ts';
import { findTestCard } from '#simulator/stripe/cards.ts';

const guide = readFileSync('docs/testing.md', 'utf8');

test('every test card of the guide does at the simulator what the guide says of it', () => {
  const rows = [...guide.matchAll(/^\| ([\d ]{16,}?) +\| (.+?) +\|$/gm)];
  expect(rows.length).toBeGreaterThan(5);
  for (const [, number = '', said = ''] of rows) {
    const card = findTestCard(number.replaceAll(' ', ''));
    expect(card, number).not.toBeNull();
    const { requiresAuthentication, decline } = card?.behaviour ?? {};
    expect(said.startsWith('asks for 3-D Secure'), number).toBe(requiresAuthentication);
    const code = /^`(\w+)`$/.exec(said)?.[1];
    const given = decline && !requiresAuthentication ? failureCodeOf(decline) : undefined;
    expect(given, number).toBe(code);
    expect(decline === null, number).toBe(code === undefined && !said.includes('declined'));
  }
});

test('the guide has every parameter and every outcome that the helper takes', () => {
  const json = payTestSessionEndpoint.params.toJSONSchema({ io: 'input' });
  const { properties } = z
    .object({
      properties: z.record(z.string(), z.object({ enum: z.array(z.string()).optional() })),
    })
    .parse(json);
  const cells = [...guide.matchAll(/^\| `([\w[\]]+)` +\|/gm)].map(([, name = '']) =>
    name.replace('[]', ''),
  );
  expect(cells.toSorted()).toEqual(
    [...Object.keys(properties), ...(properties['outcome']?.enum ?? []), 'outcome'].toSorted(),
  );
});
