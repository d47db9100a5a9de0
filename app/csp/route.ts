import { z } from 'zod';
import {
  MAX_REPORTS_PER_BODY,
  type PolicyReport,
  readPolicyReport,
} from '#lib/domain/policy-report.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { admitPolicyReport, recordPolicyReports } from '#lib/operations/record-policy-reports.ts';
import { readLimited } from '#lib/platform/read-limited.ts';

export const dynamic = 'force-dynamic';

const LIMITS = { maxBytes: 16 * 1024, timeoutMs: 5_000 };

/** An address as a browser writes it; what is longer is cut before it is looked at. */
const address = z.string().transform((text) => text.slice(0, 2_000));

/** `report-uri`: one report. https://www.w3.org/TR/CSP2/#violation-reports */
const oldSchema = z
  .object({
    'csp-report': z.object({
      'blocked-uri': address.default(''),
      'document-uri': address.default(''),
      'effective-directive': address.optional(),
      'violated-directive': address.default(''),
    }),
  })
  .transform(({ 'csp-report': report }) => [
    {
      directive: report['effective-directive'] ?? report['violated-directive'],
      blocked: report['blocked-uri'],
      documentUrl: report['document-uri'],
    },
  ]);

/** `report-to`: several, of several kinds. https://www.w3.org/TR/CSP3/#reporting */
const newSchema = z
  .array(
    z.object({
      type: z.string(),
      body: z.looseObject({
        blockedURL: address.nullish().transform((url) => url ?? ''),
        documentURL: address.nullish().transform((url) => url ?? ''),
        effectiveDirective: address.nullish().transform((name) => name ?? ''),
      }),
    }),
  )
  .transform((reports) =>
    reports
      .filter(({ type }) => type === 'csp-violation')
      .map(({ body }) => ({
        directive: body.effectiveDirective,
        blocked: body.blockedURL,
        documentUrl: body.documentURL,
      })),
  );

const SCHEMAS: Readonly<Record<string, typeof oldSchema | typeof newSchema>> = {
  'application/csp-report': oldSchema,
  'application/reports+json': newSchema,
};

/** Browsers report here what the Content-Security-Policy stopped; what is kept names no shopper. */
export async function POST(request: Request): Promise<Response> {
  const type =
    (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const schema = Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
  if (schema === undefined) return answer(415);
  const body = await readLimited(request.body, LIMITS);
  if (body === 'too_long') return answer(413);
  if (body === 'too_slow') return answer(408);
  const reports = readReports(schema, Buffer.from(body).toString('utf8'));
  if (reports === null) return answer(400);
  try {
    const context = await getAppContext();
    if (!admitPolicyReport(context)) return answer(429, { 'Retry-After': '60' });
    await recordPolicyReports(context, reports);
    return answer(204);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return answer(503, { 'Retry-After': '5' });
  }
}

function readReports(
  schema: typeof oldSchema | typeof newSchema,
  text: string,
): readonly PolicyReport[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null; // not JSON
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success || parsed.data.length > MAX_REPORTS_PER_BODY) return null;
  return parsed.data.flatMap((sent) => readPolicyReport(sent) ?? []);
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers });
}
