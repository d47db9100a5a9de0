import { answerHealth } from '#lib/operations/app-health.ts';

export const dynamic = 'force-dynamic';

export { answerHealth as GET };
