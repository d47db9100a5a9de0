import { notFound } from 'next/navigation';
import { experimentResultsObject } from '#lib/operations/experiments/experiment-results-object.ts';
import { reportExperiment } from '#lib/operations/experiments/experiment-results.ts';
import { ownerOf } from '../../../acting.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { requireExperiment } from './experiment-view.ts';

/** An experiment's results as a file to keep; not found as `requireExperiment` says. */
export async function resultsFile(
  operator: PermittedOperator,
  experiment: string,
  as: {
    readonly write: (results: ReturnType<typeof experimentResultsObject>) => string;
    readonly extension: string;
    readonly mediaType: string;
  },
): Promise<Response> {
  const { id } = await requireExperiment(operator, experiment);
  const { context } = operator;
  const report = await reportExperiment(context, context.database.db, ownerOf(operator), id);
  if (report === null) notFound();
  return new Response(as.write(experimentResultsObject(report)), {
    headers: {
      'Content-Type': `${as.mediaType}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="${id}.${as.extension}"`,
      'Cache-Control': 'no-store',
    },
  });
}
