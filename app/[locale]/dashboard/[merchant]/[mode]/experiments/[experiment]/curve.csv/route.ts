import { curveCsv } from '#lib/operations/experiments/curve-csv.ts';
import { requireOperator } from '../../../../../require-operator.ts';
import type { ExperimentParams } from '../../experiment-view.ts';
import { resultsFile } from '../../results-file.ts';

/** The effect at each look, for a spreadsheet. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ExperimentParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'experiments.read');
  return resultsFile(operator, (await params).experiment, {
    write: curveCsv,
    extension: 'csv',
    mediaType: 'text/csv',
  });
}
