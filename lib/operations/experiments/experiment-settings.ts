import type { SizeQuestion, StoredPlan } from '#lib/db/schema/experiment.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import type { Db } from '#lib/db/client.ts';
import type { ExperimentRow, OrderingOwner } from '#lib/db/stores/ordering-store.ts';
import type { BucketHash } from '#lib/experiments/bucket-hash.ts';
import type { ExperimentArm } from '#lib/experiments/experiment-arm.ts';
import { ExperimentDesignError } from '#lib/experiments/experiment-design-error.ts';
import {
  type NamespaceShare,
  checkCoverage,
  experimentDesign,
} from '#lib/experiments/experiment-design.ts';
import { checkAlpha, experimentPlan } from '#lib/experiments/experiment-plan.ts';
import { MATURITY_MS } from '#lib/experiments/exposed-session.ts';
import { plannedUnitsFor } from '#lib/experiments/power.ts';
import { isExpressMethod } from '#lib/domain/method-id.ts';
import { isOrderingPolicy } from '#lib/ordering/policies/table.ts';

/** An FPS code is alive for so long: sooner, who pays by it would count as lost. */
const LEAST_LIVE_MATURITY_MS = 30 * 60 * 1000;

/** What a merchant says of an experiment, until it starts. */
export interface ExperimentSettings {
  readonly name: string;
  readonly hash: BucketHash;
  /** The control first. */
  readonly arms: readonly ExperimentArm[];
  /** The share of shoppers who take part from the start on. */
  readonly coverage: number;
  readonly namespace: NamespaceShare | null;
  readonly plan: Omit<StoredPlan, 'plannedUnits' | 'sizing'> & {
    /** The size itself, or what it is to be worked out from. */
    readonly size: { readonly plannedUnits: number } | SizeQuestion;
  };
}

/** The columns that a merchant's settings become. */
type SettingColumns = Pick<ExperimentRow, 'name' | 'hash' | 'arms' | 'ramp' | 'namespace' | 'plan'>;

/**
 * Checks what a merchant says of an experiment. Throws ExperimentDesignError naming what is wrong: shares that do
 * not sum to one, an arm that names nothing there is, a plan that cannot be held to.
 */
export async function settingColumns(
  tx: Db,
  owner: OrderingOwner,
  settings: ExperimentSettings,
  { seed, now }: { readonly seed: string; readonly now: Date },
): Promise<SettingColumns> {
  const { name, hash, namespace, coverage } = settings;
  const { arms } = experimentDesign({ seed, hash, arms: settings.arms, coverage: 1, namespace });
  checkCoverage(coverage, 'coverage');
  await checkArmsExist(tx, owner, settings.arms);
  const { size, ...rest } = settings.plan;
  checkAlpha(rest.alpha);
  const plan: StoredPlan =
    'plannedUnits' in size
      ? { ...rest, plannedUnits: size.plannedUnits, sizing: null }
      : { ...rest, plannedUnits: sizeOf(settings, size), sizing: size };
  experimentPlan({ ...plan, arms, startedAt: now });
  if (owner.livemode && plan.fullDays === 0) {
    throw new ExperimentDesignError('fullDays', 'has to be 1 or more in live mode.');
  }
  if (owner.livemode && (plan.settings.maturityMs ?? MATURITY_MS) < LEAST_LIVE_MATURITY_MS) {
    throw new ExperimentDesignError('maturityMs', 'has to be 30 or more in live mode.');
  }
  return {
    name,
    hash,
    // Shares as they were brought to one: thirds written in decimals are not.
    arms: settings.arms.map((arm, index) => ({
      ...arm,
      weight: arms[index]?.weight ?? arm.weight,
    })),
    ramp: [{ at: now.toISOString(), coverage }],
    namespace,
    plan,
  };
}

/** The settings that a draft has, to be changed. */
export function settingsOf(row: ExperimentRow): ExperimentSettings {
  const { name, hash, arms, namespace } = row;
  const { plannedUnits, sizing, ...plan } = row.plan;
  return {
    name,
    hash,
    arms,
    coverage: row.ramp[0]?.coverage ?? 1,
    namespace,
    plan: { ...plan, size: sizing ?? { plannedUnits } },
  };
}

/** Throws ExperimentDesignError for a policy that is none, and for a method the merchant's list does not have. */
export async function checkArmsExist(
  tx: Db,
  owner: OrderingOwner,
  arms: readonly ExperimentArm[],
): Promise<void> {
  const settings = await listMethodSettings(tx, owner.merchantId, owner.livemode);
  const methods = settings.map(({ method }) => method).filter((method) => !isExpressMethod(method));
  arms.forEach(({ policy, order }, index) => {
    if ((policy === null) === (order === null)) {
      throw new ExperimentDesignError(
        `arms[${index}]`,
        'needs a policy or an order, and not both.',
      );
    }
    if (policy !== null && !isOrderingPolicy(policy)) {
      throw new ExperimentDesignError(`arms[${index}].policy`, `there is no policy "${policy}".`);
    }
    (order ?? []).forEach((method, place, all) => {
      const param = `arms[${index}].order[${place}]`;
      if (!methods.some((known) => known === method)) {
        const known = methods.join(', ');
        throw new ExperimentDesignError(param, `"${method}" is not in the list, only ${known}.`);
      }
      if (all.indexOf(method) !== place) {
        throw new ExperimentDesignError(param, `"${method}" is there twice.`);
      }
    });
  });
}

function sizeOf({ arms, plan }: ExperimentSettings, size: SizeQuestion): number {
  return plannedUnitsFor({ ...size, alpha: plan.alpha }, arms);
}
