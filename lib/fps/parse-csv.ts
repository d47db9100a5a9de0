/** One record of a CSV file, with the line that it begins on (from 1). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The file is no CSV as RFC 4180 has it, or too large. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`Line ${line}: ${problem}`);
    this.name = 'CsvError';
    this.line = line;
  }
}

export interface CsvLimits {
  readonly maxCharacters: number;
  readonly maxRecords: number;
}

/**
 * Reads comma-separated values (RFC 4180) with any line ends and with or without a byte order mark. Lines
 * without anything on them are left out. Throws CsvError naming the line.
 */
export function parseCsv(text: string, limits: CsvLimits): readonly CsvRecord[] {
  if (text.length > limits.maxCharacters) {
    throw new CsvError(1, `the file is longer than ${limits.maxCharacters} characters`);
  }
  const input = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const records: CsvRecord[] = [];
  let line = 1;
  for (let at = 0; at < input.length;) {
    const begun = line;
    const fields: string[] = [];
    for (;;) {
      const field = input[at] === '"' ? quoted(input, at, line) : plain(input, at, line);
      fields.push(field.value);
      line += field.lineEnds;
      at = field.end;
      if (input[at] !== ',') break;
      at += 1;
    }
    if (at < input.length) {
      at += input.startsWith('\r\n', at) ? 2 : 1;
      line += 1;
    }
    if (fields.length === 1 && fields[0]?.trim() === '') continue;
    if (records.length === limits.maxRecords) {
      throw new CsvError(begun, `the file has more than ${limits.maxRecords} records`);
    }
    records.push({ line: begun, fields });
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Where what follows it begins: a comma, a line end, or nothing. */
  readonly end: number;
  readonly lineEnds: number;
}

function plain(input: string, start: number, line: number): Field {
  let end = start;
  while (end < input.length && !/[,\r\n]/.test(input.charAt(end))) {
    if (input[end] === '"') throw new CsvError(line, 'a quotation mark within a field');
    end += 1;
  }
  return { value: input.slice(start, end), end, lineEnds: 0 };
}

function quoted(input: string, start: number, line: number): Field {
  let value = '';
  for (let at = start + 1; ;) {
    const mark = input.indexOf('"', at);
    if (mark === -1) throw new CsvError(line, 'a quotation mark is not closed');
    value += input.slice(at, mark);
    if (input[mark + 1] === '"') {
      value += '"';
      at = mark + 2;
      continue;
    }
    const end = mark + 1;
    if (end < input.length && !/[,\r\n]/.test(input.charAt(end))) {
      throw new CsvError(line, 'text after a closing quotation mark');
    }
    return { value, end, lineEnds: value.match(/\r\n|\r|\n/g)?.length ?? 0 };
  }
}
