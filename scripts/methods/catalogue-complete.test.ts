import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MethodMark } from '#components/checkout/method-mark.tsx';
import { CURRENCY_CODES } from '#lib/domain/currency.ts';
import type { Device } from '#lib/domain/device.ts';
import { METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { PROVIDER_IDS, type ProviderId } from '#lib/domain/provider.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import { MESSAGES } from '#lib/i18n/translator.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { PROVIDERS } from '#lib/operations/provider-registry.ts';

const FLOW_WORDS = { fields: 'fields', qr: 'code', redirect: 'leaves', sheet: 'sheet' } as const;
const PHONE: Device = { form: 'phone', os: 'ios' };
const DESKTOP: Device = { form: 'desktop', os: 'other' };

/** The cells of each row of the table in docs/methods.md, by the id in the first. */
const documented = new Map(
  readFileSync('docs/methods.md', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [id, ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return id?.startsWith('`') ? [[id.replaceAll('`', ''), cells] as const] : [];
    }),
);

function providersOf(method: MethodId): readonly ProviderId[] {
  return PROVIDER_IDS.filter((id) => PROVIDERS[id].methods.includes(method));
}

/** One word where all its providers do the same, else one for each. */
function flowWords(method: MethodId, device: Device): string {
  const words = providersOf(method).map((provider) => {
    const flow = METHODS[method].flow(device, provider);
    return { provider, word: flow === null ? 'no' : FLOW_WORDS[flow] };
  });
  const [first] = words;
  return words.every(({ word }) => word === first?.word)
    ? (first?.word ?? '')
    : words.map(({ provider, word }) => `${word} (${provider})`).join(', ');
}

describe('every method of the catalogue', () => {
  it.each(METHOD_IDS)('%s is the method of its own file', (method) => {
    expect(METHODS[method].id).toBe(method);
  });

  it.each(METHOD_IDS)('%s is run by a provider, with a flow on some device', (method) => {
    expect(providersOf(method)).not.toEqual([]);
    for (const provider of providersOf(method)) {
      const flows = [PHONE, DESKTOP].map((device) => METHODS[method].flow(device, provider));
      expect(flows.filter((flow) => flow !== null)).not.toEqual([]);
    }
  });

  it('has a mark that is no other’s', () => {
    const marks = METHOD_IDS.map((method) => renderToStaticMarkup(MethodMark({ method })));
    for (const mark of marks) expect(mark).toMatch(/<(path|rect)/);
    expect(new Set(marks).size).toBe(METHOD_IDS.length);
  });

  it.each(LOCALES)('has its words in %s', (locale) => {
    const { unavailable: _, legend: __, ...methods } = MESSAGES[locale].methods;
    expect(Object.keys(methods).toSorted()).toEqual(METHOD_IDS.toSorted());
    for (const { otherName: ___, ...words } of Object.values(methods)) {
      for (const text of Object.values(words)) expect(text).not.toBe('');
    }
  });

  it('has a row in docs/methods.md', () => {
    expect([...documented.keys()].toSorted()).toEqual(METHOD_IDS.toSorted());
  });

  it.each(METHOD_IDS)('%s is documented as it is', (id) => {
    const method = METHODS[id];
    const [name, currencies, bounds, phone, desktop, payableFor, refunds, runBy, script, source] =
      documented.get(id) ?? [];
    expect({ currencies, phone, desktop, runBy, script }).toEqual({
      currencies:
        method.currencies.length === CURRENCY_CODES.length
          ? 'all that Praya knows'
          : method.currencies.join(', '),
      phone: flowWords(id, PHONE),
      desktop: flowWords(id, DESKTOP),
      runBy: providersOf(id).join(', '),
      script: method.worksWithoutScript ? 'not needed' : 'needed',
    });
    const { attemptLifetimeMs } = method;
    expect(payableFor?.split(',')[0]).toBe(
      attemptLifetimeMs === null ? '–' : `${attemptLifetimeMs / 60_000} min`,
    );
    expect(name).toContain(MESSAGES.en.methods[id].name);
    expect(bounds).not.toBe('');
    expect(refunds).not.toBe('');
    expect(source).toMatch(/\]\(https:\/\//);
  });
});
