import { requireOperator } from '../../../../../require-operator.ts';
import type { ExperimentParams } from '../../experiment-view.ts';
import { resultsFile } from '../../results-file.ts';

/** The results as the merchant API answers them. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<ExperimentParams> },
): Promise<Response> {
  const operator = await requireOperator(await params, 'experiments.read');
  return resultsFile(operator, (await params).experiment, {
    write: (results) => `${JSON.stringify(results, null, 2)}\n`,
    extension: 'json',
    mediaType: 'application/json',
  });
}
