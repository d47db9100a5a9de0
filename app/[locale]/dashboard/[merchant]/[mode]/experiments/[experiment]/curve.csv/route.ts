import { notFound } from 'next/navigation';
import { curveCsv } from '#lib/operations/experiments/curve-csv.ts';
import { experimentResultsObject } from '#lib/operations/experiments/experiment-results-object.ts';
import { reportExperiment } from '#lib/operations/experiments/experiment-results.ts';
import { requireOperator } from '../../../../../require-operator.ts';
import { ownerOf } from '../../../../../acting.ts';
import { type ExperimentParams, requireExperiment } from '../../experiment-view.ts';

/** The effect at each look, for a spreadsheet. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ExperimentParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'experiments.read');
  const { id } = await requireExperiment(operator, (await params).experiment);
  const { context } = operator;
  const report = await reportExperiment(context, context.database.db, ownerOf(operator), id);
  if (report === null) notFound();
  return new Response(curveCsv(experimentResultsObject(report)), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id}.csv"`,
      'Cache-Control': 'no-store',
    },
  });
}
