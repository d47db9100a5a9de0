/** One field of a form, as a browser writes one that is not a file. */
export interface FormField {
  readonly name: string;
  readonly value: string;
}

/** More fields than any form of ours has. */
const MAX_FIELDS = 64;
const MAX_NAME_LENGTH = 100;

/**
 * Reads `multipart/form-data` (RFC 7578) as strictly as browsers write it: the fields one after
 * another, each with its name and no file, in UTF-8, and nothing before, between or after them. Null:
 * no browser has written this. Framework parsers that are given it fail in ways of their own.
 */
export function readMultipart(contentType: string, body: Uint8Array): readonly FormField[] | null {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return null;
  const text = decode(body);
  const opening = `--${boundary}\r\n`;
  const closing = `\r\n--${boundary}--`;
  if (text === null || !text.startsWith(opening)) return null;
  const end = text.endsWith(`${closing}\r\n`) ? closing.length + 2 : closing.length;
  if (!text.endsWith(closing) && end === closing.length) return null;
  if (text.length < opening.length + end) return null;
  const parts = text.slice(opening.length, text.length - end).split(`\r\n${opening}`);
  if (parts.length > MAX_FIELDS) return null;
  const fields: FormField[] = [];
  for (const part of parts) {
    const field = readPart(part);
    // What looks like the boundary inside a value is read differently by different parsers.
    if (field === null || field.value.includes(boundary)) return null;
    fields.push(field);
  }
  return fields;
}

function boundaryOf(contentType: string): string | null {
  const match = /^multipart\/form-data; boundary=([\w'+.-]{1,70})$/i.exec(contentType);
  return match?.[1] ?? null;
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null; // bytes that are no UTF-8
  }
}

function readPart(part: string): FormField | null {
  const split = part.indexOf('\r\n\r\n');
  const head = split === -1 ? '' : part.slice(0, split);
  const name = /^content-disposition: form-data; name="([^"\r\n]*)"$/i.exec(head)?.[1];
  if (name === undefined || name === '' || name.length > MAX_NAME_LENGTH) return null;
  const value = part.slice(split + 4);
  return value.includes('\0') ? null : { name, value };
}
