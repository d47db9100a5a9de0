import { getAppContext } from './app-context.ts';

/** 200 when the app and its database answer, 503 when the database does not. */
export async function answerHealth(): Promise<Response> {
  try {
    const context = await getAppContext();
    await context.database.ping();
    return Response.json({ ok: true, database: context.database.kind });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    return Response.json({ ok: false, reason }, { status: 503 });
  }
}
