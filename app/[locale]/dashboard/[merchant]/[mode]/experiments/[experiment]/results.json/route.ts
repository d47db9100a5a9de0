import { notFound } from 'next/navigation';
import { experimentResultsObject } from '#lib/operations/experiments/experiment-results-object.ts';
import { reportExperiment } from '#lib/operations/experiments/experiment-results.ts';
import { requireOperator } from '../../../../../require-operator.ts';
import { ownerOf } from '../../../../../acting.ts';
import { type ExperimentParams, requireExperiment } from '../../experiment-view.ts';

/** The results as the merchant API answers them. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ExperimentParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'experiments.read');
  const { id } = await requireExperiment(operator, (await params).experiment);
  const { context } = operator;
  const report = await reportExperiment(context, context.database.db, ownerOf(operator), id);
  if (report === null) notFound();
  return new Response(`${JSON.stringify(experimentResultsObject(report), null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id}.json"`,
      'Cache-Control': 'no-store',
    },
  });
}
