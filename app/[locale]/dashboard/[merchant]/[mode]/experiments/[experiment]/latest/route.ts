import { experimentMark } from '#lib/operations/experiments/experiment-glance.ts';
import { requireOperator } from '../../../../../require-operator.ts';
import { ownerOf } from '../../../../../acting.ts';
import { type ExperimentParams, requireExperiment } from '../../experiment-view.ts';

/** Whether there is anything new of an experiment: cheap, since every open page asks. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ExperimentParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'experiments.read');
  const { id } = await requireExperiment(operator, (await params).experiment);
  const stamp = await experimentMark(operator.context, ownerOf(operator), id);
  return Response.json({ stamp }, { headers: { 'Cache-Control': 'no-store' } });
}
