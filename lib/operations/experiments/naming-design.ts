import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import { ParamError } from '../param-error.ts';

/** Where the API calls something otherwise than the statistics do; the longest first. */
const WIRE_NAMES: readonly (readonly [from: string, to: string])[] = [
  ['plannedUnits', 'plan.planned_units'],
  ['minimalEffect', 'plan.minimal_effect'],
  ['guardrails', 'plan.guardrails'],
  ['maturityMs', 'plan.maturity_minutes'],
  ['fullDays', 'plan.full_days'],
  ['alpha', 'plan.alpha'],
  ['holdout.share', 'share'],
];

/** Runs work that may find an experiment ill-designed, and names the parameter at fault. Throws ParamError. */
export async function namingDesign<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ExperimentDesignError)) throw error;
    const problem = error.message.slice(`${error.param}: `.length);
    const param = wireName(error.param);
    throw new ParamError(param, `Invalid ${param}: ${problem}`);
  }
}

/** `guardrails[0].margin` is `plan[guardrails][0][margin]` on the wire. */
function wireName(param: string): string {
  const [from, to] = WIRE_NAMES.find(([name]) => param.startsWith(name)) ?? ['', ''];
  return `${to}${param.slice(from.length)}`
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part, index) => (index === 0 ? part : `[${part}]`))
    .join('');
}
