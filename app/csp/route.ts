import { z } from 'zod';
import { getAppContext } from '#lib/operations/app-context.ts';
import { BodyTooLargeError, readBody } from '#lib/platform/read-body.ts';

export const dynamic = 'force-dynamic';

const MAX_BYTES = 16 * 1024;

const reportSchema = z.object({
  'csp-report': z.object({
    'blocked-uri': z.string().max(500).optional(),
    'effective-directive': z.string().max(100).optional(),
    'violated-directive': z.string().max(500).optional(),
  }),
});

/** Browsers report here what the Content-Security-Policy stopped. Logged: what and by which rule, no more. */
export async function POST(request: Request): Promise<Response> {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(await readBody(request, MAX_BYTES)));
    if (!parsed.success) return new Response(null, { status: 400 });
    const report = parsed.data['csp-report'];
    const { log } = await getAppContext();
    log.warn(
      {
        blocked: report['blocked-uri']?.split('?')[0],
        directive: report['effective-directive'] ?? report['violated-directive'],
      },
      'content security policy report',
    );
    return new Response(null, { status: 204 });
  } catch (error) {
    if (error instanceof BodyTooLargeError) return new Response(null, { status: 413 });
    if (error instanceof SyntaxError) return new Response(null, { status: 400 });
    throw error;
  }
}
