import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvError, parseCsv } from './parse-csv.ts';
import { DEFAULT_STATEMENT_COLUMNS, readStatement } from './read-statement.ts';

const LIMITS = { maxCharacters: 10_000, maxRecords: 50 };
const fieldsOf = (text: string) => parseCsv(text, LIMITS).map(({ fields }) => fields);

describe('comma-separated values', () => {
  it('reads what RFC 4180 writes, whatever is in the fields and however lines end', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', '茶'),
      maxLength: 8,
    });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    const write = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const lineEnd = fc.constantFrom('\r\n', '\n', '\r');
    fc.assert(
      fc.property(rows, lineEnd, fc.boolean(), (table, end, marked) => {
        const text = table.map((row) => row.map(write).join(',')).join(end);
        expect(fieldsOf(`${marked ? '\uFEFF' : ''}${text}`)).toEqual(table);
      }),
    );
  });

  it('leaves empty lines out and counts on', () => {
    expect(parseCsv('a,b\r\n\r\n"c\nd",e\nf,g\n', LIMITS)).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['c\nd', 'e'] },
      { line: 5, fields: ['f', 'g'] },
    ]);
  });

  it.each([
    ['a,"b', 1, 'not closed'],
    ['a\nb"c', 2, 'within a field'],
    ['a\n"b"c', 2, 'after a closing'],
    ['x'.repeat(10_001), 1, 'longer than'],
    ['a\n'.repeat(51), 51, 'more than 50'],
  ])('refuses %j, by its line', (text, line, problem) => {
    expect(() => parseCsv(text, LIMITS)).toThrow(CsvError);
    expect(() => parseCsv(text, LIMITS)).toThrow(`Line ${line}: `);
    expect(() => parseCsv(text, LIMITS)).toThrow(problem);
  });
});

const HEADER = 'received_at,amount,currency,payer,reference,description,bank_reference';
const line = (row: string) => readStatement(`${HEADER}\n${row}\n`, DEFAULT_STATEMENT_COLUMNS)[0];

describe('a bank statement', () => {
  it('gives what came in, from the columns it is told to look at', () => {
    const text =
      'Date,Particulars,Deposit,Withdrawal,Txn ID,Sender\r\n' +
      '24/11/2026,"FPS PY0123456789AB, tea","1,128.50",,FRN1,CHAN TAI MAN\r\n' +
      '24 Nov 2026 09:30,rent,,5000.00,FRN2,\r\n';
    const lines = readStatement(text, {
      receivedAt: 'date',
      amount: 'Deposit',
      bankReference: 'Txn ID',
      payer: 'Sender',
      description: 'Particulars',
    });
    expect(lines).toMatchObject([
      {
        kind: 'credit',
        line: 2,
        amount: { amountMinor: 112_850n, currency: 'HKD' },
        receivedAt: new Date('2026-11-23T16:00:00Z'),
        bankReference: 'FRN1',
        payer: 'CHAN TAI MAN',
        description: 'FPS PY0123456789AB, tea',
      },
      { kind: 'not_a_credit', line: 3 },
    ]);
  });

  it.each([
    ['2026-11-24', '2026-11-23T16:00:00.000Z'],
    ['2026-11-24 09:30', '2026-11-24T01:30:00.000Z'],
    ['2026-11-24T09:30:05+08:00', '2026-11-24T01:30:05.000Z'],
    ['2026-11-24T09:30:05Z', '2026-11-24T09:30:05.000Z'],
    ['4/11/2026 23:59:59', '2026-11-04T15:59:59.000Z'],
    ['24-Nov-2026', '2026-11-23T16:00:00.000Z'],
  ])('reads the time %s', (written, at) => {
    expect(line(`${written},1.00,,,,,R1`)).toMatchObject({ receivedAt: new Date(at) });
  });

  it.each([
    ['128.50', 12_850n],
    ['128.5', 12_850n],
    ['"1,234,567.89"', 123_456_789n],
    ['HK$128', 12_800n],
    ['+128.50', 12_850n],
  ])('reads the amount %s', (written, minor) => {
    expect(line(`2026-11-24,${written},,,,,R1`)).toMatchObject({ amount: { amountMinor: minor } });
  });

  it.each([
    ['2026-11-24,-5.00,,,,,R1', 'not_a_credit', undefined],
    ['2026-11-24,(5.00),,,,,R1', 'not_a_credit', undefined],
    ['2026-11-24,0.00,,,,,R1', 'not_a_credit', undefined],
    ['2026-11-24,,,,,,R1', 'not_a_credit', undefined],
    ['2026-11-24,1.005,,,,,R1', 'unreadable', 'amount'],
    ['2026-11-24,"1,23.00",,,,,R1', 'unreadable', 'amount'],
    ['2026-11-24,1e3,,,,,R1', 'unreadable', 'amount'],
    ['31/11/2026,1.00,,,,,R1', 'unreadable', 'date'],
    ['yesterday,1.00,,,,,R1', 'unreadable', 'date'],
    ['2026-11-24,1.00,USD,,,,R1', 'unreadable', 'USD'],
    ['2026-11-24,1.00,,,,,', 'unreadable', 'bank reference'],
    ['2026-11-24', 'not_a_credit', undefined],
  ])('tells of %s what it is', (row, kind, problem) => {
    const read = line(row);
    expect(read?.kind).toBe(kind);
    if (problem !== undefined)
      expect(read).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  it('is refused as a whole without the columns that matter', () => {
    const read =
      (header: string, columns = {}) =>
      () =>
        readStatement(`${header}\n1`, { ...DEFAULT_STATEMENT_COLUMNS, ...columns });
    expect(read('amount,received_at')).toThrow('no column bank_reference');
    expect(read(HEADER, { payer: 'Sender' })).toThrow('no column Sender');
    expect(read('amount,received_at,bank_reference')).not.toThrow();
    expect(() => readStatement('', DEFAULT_STATEMENT_COLUMNS)).toThrow('empty');
  });

  it('never throws anything but its own error, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (text, headed) => {
        try {
          readStatement(headed ? `${HEADER}\n${text}` : text, DEFAULT_STATEMENT_COLUMNS);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvError);
        }
      }),
    );
  });
});
