import { DeveloperInputError } from '../developer/running-app.ts';

const KINDS = ['refuses', 'declines', 'silent'] as const;

/** As the simulator calls the methods that it can put out of order. */
const AT_THE_SIMULATOR: Readonly<Record<string, string>> = {
  fps: 'fps',
  alipayhk: 'alipayhk',
  payme: 'payme',
  octopus: 'octopus',
  wechat_pay: 'wechatpay',
};

/** A method that is out of order for a part of the run. */
export interface PlannedOutage {
  readonly method: string;
  readonly kind: (typeof KINDS)[number];
  /** Of the run, in [0, 1]. */
  readonly from: number;
  readonly until: number;
}

/** `payme:silent`, or `payme:silent@40-60`: the part of the run in hundredths. Throws DeveloperInputError. */
export function readOutage(text: string): PlannedOutage {
  const parts = /^([a-z_]+):([a-z]+)(?:@(\d{1,3})-(\d{1,3}))?$/.exec(text);
  const method = parts?.[1] ?? '';
  const kind = KINDS.find((known) => known === parts?.[2]);
  const [from, until] = [Number(parts?.[3] ?? 40) / 100, Number(parts?.[4] ?? 60) / 100];
  if (
    kind === undefined ||
    !Object.hasOwn(AT_THE_SIMULATOR, method) ||
    from >= until ||
    until > 1
  ) {
    throw new DeveloperInputError(
      `--outage is <method>:<kind>, or <method>:<kind>@<from>-<until> in hundredths of the run; methods: ` +
        `${Object.keys(AT_THE_SIMULATOR).join(', ')}; kinds: ${KINDS.join(', ')}. Not: ${text}`,
    );
  }
  return { method, kind, from, until };
}

/** Which methods are out of order when so much of the run is over. */
export function outagesAt(
  planned: readonly PlannedOutage[],
  share: number,
): readonly PlannedOutage[] {
  return planned.filter(({ from, until }) => from <= share && share < until);
}

/** Tells the simulator; what is not named works. */
export async function tellSimulator(
  simulator: string,
  outages: readonly PlannedOutage[],
): Promise<void> {
  const table = Object.fromEntries(
    outages.map(({ method, kind }) => [AT_THE_SIMULATOR[method] ?? method, kind]),
  );
  const answer = await fetch(`${simulator}/control/airwallex/outages`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(table),
  });
  if (!answer.ok) throw new Error(`The simulator would not set outages: ${answer.status}.`);
}
