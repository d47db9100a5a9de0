/** What a post to a page has room for, beside its other fields. In base64 a file is a third longer. */
export const STATEMENT_LIMITS = { fileBytes: 20 * 1024, textChars: 9_000 } as const;

/** The form's name of each column's heading, and whether a statement can be read without it. */
export const COLUMN_FIELDS = [
  { column: 'receivedAt', name: 'received_at', optional: false },
  { column: 'amount', name: 'amount', optional: false },
  { column: 'bankReference', name: 'bank_reference', optional: false },
  { column: 'reference', name: 'reference', optional: true },
  { column: 'description', name: 'description', optional: true },
  { column: 'payer', name: 'payer', optional: true },
  { column: 'currency', name: 'currency', optional: true },
] as const;
