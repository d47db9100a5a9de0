import { learningLagSeconds } from '#lib/db/stores/learning-store.ts';
import { getAppContext } from './app-context.ts';

/**
 * 200 when the app and its database answer, 503 when the database does not. `learning_behind_seconds`: the age of
 * the oldest payment event that orders of methods have not learned from.
 */
export async function answerHealth(): Promise<Response> {
  try {
    const context = await getAppContext();
    await context.database.ping();
    const behind = await learningLagSeconds(context.database.db, context.clock.now());
    return Response.json({
      ok: true,
      database: context.database.kind,
      learning_behind_seconds: Math.round(behind),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    return Response.json({ ok: false, reason }, { status: 503 });
  }
}
