import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecord } from './write-csv.ts';

describe('a record of a CSV file', () => {
  it('has its fields between commas, and ends its line as RFC 4180 has it', () => {
    expect(csvRecord(['cs_1', 12.5, -3, true, null, 'last'])).toBe('cs_1,12.5,-3,true,,last\r\n');
  });

  it('quotes what would end a field early', () => {
    expect(csvRecord(['a,b', 'say "hi"', 'two\nlines', 'cr\rlf'])).toBe(
      '"a,b","say ""hi""","two\nlines","cr\rlf"\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+852', "'+852"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['＝1', "'＝1"],
    ['\n=1', '"\'\n=1"'],
    ['a=1', 'a=1'],
  ])('%j is no formula', (text, field) => {
    expect(csvRecord([text])).toBe(`${field}\r\n`);
  });

  it('keeps every text, but for the apostrophe', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }),
        (texts) => {
          const fields = readRecord(csvRecord(texts));
          expect(
            fields.map((field, index) => (field === `'${texts[index]}` ? texts[index] : field)),
          ).toEqual(texts);
        },
      ),
    );
  });
});

/** Fields of one record, read as RFC 4180 says. */
function readRecord(record: string): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  while (at < record.length) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(record.slice(at));
    if (found === null) throw new Error(`No record: ${JSON.stringify(record)}`);
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at += found[0].length;
  }
  return fields;
}
