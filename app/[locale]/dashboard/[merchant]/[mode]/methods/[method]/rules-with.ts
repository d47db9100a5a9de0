import { SETTING_CURRENCY } from '#lib/domain/method-setting.ts';
import type { OrderingChange } from '#lib/operations/ordering/change-ordering.ts';
import type { OrderingConfig } from '#lib/ordering/ordering-config.ts';

/** What is said of one method's place; null: nothing. */
export interface MethodRules {
  readonly method: string;
  /** 0 is the first. */
  readonly place: number | null;
  readonly hidden: boolean;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
  readonly feeShare: number | null;
}

/** The change that has one method's rules as asked, and leaves those of the others. Amounts of other currencies stay. */
export function rulesWith({ rules }: OrderingConfig, asked: MethodRules): OrderingChange {
  const { method, place, fromMinor, toMinor } = asked;
  const others = rules.pinned.filter((pin) => pin.method !== method);
  const limits = rules.amounts.filter(
    (limit) => limit.method !== method || limit.currency !== SETTING_CURRENCY,
  );
  const hidden = rules.hidden.filter((one) => one !== method);
  return {
    rules: {
      pinned: place === null ? others : [...others, { method, place }],
      hidden: asked.hidden ? [...hidden, method] : hidden,
      amounts:
        fromMinor === null && toMinor === null
          ? limits
          : [...limits, { method, currency: SETTING_CURRENCY, fromMinor, toMinor }],
    },
    feeShares: { [method]: asked.feeShare },
  };
}
