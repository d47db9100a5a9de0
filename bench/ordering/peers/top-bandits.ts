import { type Random, beta, seededRandom } from '#lib/ordering/random.ts';
import { at } from '../at.ts';
import type { CreateContender } from '../contender.ts';
import { WORLD_METHODS } from '../world-contexts.ts';
import { highest, sessionReward, withFirst } from './session-reward.ts';

/** One method's record as the top of the list: sessions, and how many of them were paid. */
interface Arm {
  pulls: number;
  paid: number;
}

interface BanditRule {
  readonly name: string;
  /** How well a method would do on top, drawn or bounded; `total` counts all that is remembered. */
  readonly score: (arm: Arm, total: number, random: Random) => number;
  /** In this share of sessions the top is drawn evenly. */
  readonly epsilon?: number;
  /** What every arm's record is multiplied by with each session. */
  readonly discount?: number;
  /** Only the last so many sessions count. */
  readonly window?: number;
}

/** A bandit picks the top method and is paid by the session; the others keep the merchant's order. */
function topBandit(rule: BanditRule): CreateContender {
  return (seed) => {
    const random = seededRandom(`${rule.name}/${seed}`);
    const arms: Arm[] = WORLD_METHODS.map(() => ({ pulls: 0, paid: 0 }));
    const recent: { readonly method: number; readonly reward: number }[] = [];
    let total = 0;
    return {
      name: rule.name,
      order({ eligible }) {
        const explores = random.next() < (rule.epsilon ?? 0);
        const first = explores
          ? at(eligible, Math.floor(random.next() * eligible.length))
          : highest(eligible, (method) => rule.score(at(arms, method), total, random));
        return withFirst(eligible, first);
      },
      observe(_, order, record) {
        const reward = sessionReward(record);
        const top = order[0];
        if (reward === null || top === undefined) return;
        if (rule.discount !== undefined) {
          for (const arm of arms) {
            arm.pulls *= rule.discount;
            arm.paid *= rule.discount;
          }
          total *= rule.discount;
        }
        const arm = at(arms, top);
        arm.pulls += 1;
        arm.paid += reward;
        total += 1;
        if (rule.window === undefined) return;
        recent.push({ method: top, reward });
        const gone = recent.length > rule.window ? recent.shift() : undefined;
        if (gone === undefined) return;
        const old = at(arms, gone.method);
        old.pulls -= 1;
        old.paid -= gone.reward;
        total -= 1;
      },
    };
  };
}

const mean = ({ pulls, paid }: Arm) => (pulls < 0.5 ? 1 : paid / pulls);
const upperBound = (arm: Arm, total: number) =>
  arm.pulls < 0.5 ? 2 : mean(arm) + Math.sqrt((0.2 * Math.log(Math.max(2, total))) / arm.pulls);

export const epsilonGreedy = topBandit({ name: 'ε-greedy .05', epsilon: 0.05, score: mean });
export const ucb1 = topBandit({ name: 'UCB1', score: upperBound });
export const slidingUcb = topBandit({ name: 'SW-UCB 8000', score: upperBound, window: 8000 });
export const discountedUcb = topBandit({
  name: 'D-UCB .9999',
  score: upperBound,
  discount: 0.9999,
});
export const discountedThompson = topBandit({
  name: 'dTS .9999',
  discount: 0.9999,
  score: ({ pulls, paid }, _, random) => beta(random, 1 + paid, 1 + Math.max(0, pulls - paid)),
});
