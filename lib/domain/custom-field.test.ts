import { describe, expect, it } from 'vitest';
import { type CustomField, fieldName, readAnswers } from './custom-field.ts';

const facts = { label: 'A', defaultValue: null };
const engraving = {
  ...facts,
  key: 'engraving',
  optional: true,
  type: 'text',
  minimumLength: 2,
  maximumLength: 4,
} satisfies CustomField;
const member = {
  ...facts,
  key: 'member',
  optional: false,
  type: 'numeric',
  minimumLength: null,
  maximumLength: null,
} satisfies CustomField;
const size = {
  ...facts,
  key: 'size',
  optional: false,
  type: 'dropdown',
  options: [{ label: 'Small', value: 's' }],
} satisfies CustomField;

describe('answers to what a merchant asks', () => {
  it.each([
    [engraving, '', null],
    [engraving, 'x', 'too_short'],
    [engraving, '生日快樂', null],
    [engraving, '生日快樂！', 'too_long'],
    [engraving, '  ab  ', null],
    [member, '', 'missing'],
    [member, '   ', 'missing'],
    [member, '12a', 'not_a_number'],
    [member, '0012', null],
    [member, '1'.repeat(256), 'too_long'],
    [engraving, 'a\0b', 'not_plain_text'],
    [engraving, 'a\nb', 'not_plain_text'],
    [engraving, 'a\u0085b', 'not_plain_text'],
    [engraving, 'a\u2028b', 'not_plain_text'],
    [engraving, 'a\u2029b', 'not_plain_text'],
    [engraving, 'a\u202Eb', 'not_plain_text'],
    [engraving, 'a\u2066b', 'not_plain_text'],
    [engraving, 'a\u2069b', 'not_plain_text'],
    [engraving, 'ab\n', null], // what stands around it is taken away
    [engraving, 'é\u3000好', null],
    [size, '', 'missing'],
    [size, 'm', 'not_an_option'],
    [size, 's', null],
  ] as const)('%o takes "%s": %s', (field, value, problem) => {
    const { problems } = readAnswers([field], { [fieldName(0)]: value });
    expect(problems[fieldName(0)]?.code ?? null).toBe(problem);
  });

  it('leaves what a form does not name as it was, and takes away what it leaves empty', () => {
    const before = [
      { ...engraving, value: 'Amy' },
      { ...member, value: '12' },
    ];
    const values = (entries: Record<string, string>) =>
      readAnswers(before, entries).answered.map(({ value }) => value);
    expect(values({})).toEqual(['Amy', '12']);
    expect(values({ field_0: ' ', field_1: ' 34 ' })).toEqual([null, '34']);
    expect(readAnswers(before, {}).problems).toEqual({});
  });
});
