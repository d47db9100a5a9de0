/**
 * Faults on demand. A test (or a person on the control page) arms a fault; the next matching request
 * takes it. Providers ask for it at two points, before and after the effect, so that "timed out, but
 * charged" and "timed out, not charged" are different faults.
 */
export type FaultKind =
  | 'latency'
  | 'timeout_before_effect'
  | 'timeout_after_effect'
  | 'error_before_effect'
  | 'error_after_effect'
  /** At Stripe: nothing is done, and the error is kept as the answer of the key. */
  | 'error_kept'
  | 'webhook_lost'
  | 'webhook_doubled'
  | 'webhook_reordered'
  | 'webhook_late'
  | 'refund_pending'
  | 'refund_fails_later';

export interface FaultRule {
  readonly id: string;
  readonly kind: FaultKind;
  readonly provider: 'stripe' | 'airwallex' | '*';
  /** e.g. `payment_intents.confirm`, `refunds.create`, `webhook`; `*` matches all of the provider's. */
  readonly operation: string;
  /** How many more times the rule applies; null: until it is disarmed. */
  readonly remaining: number | null;
  /** For `latency`, `webhook_late` and the refunds' fates, in milliseconds. */
  readonly delayMs: number;
  /** HTTP status for `error_*`; 500 unless told. */
  readonly status: number;
}

export interface Faults {
  arm(rule: { kind: FaultKind } & Partial<Omit<FaultRule, 'id' | 'kind'>>): FaultRule;
  disarm(id: string): boolean;
  disarmAll(): void;
  list(): readonly FaultRule[];
  /** Takes (and counts down) the first armed rule of one of `kinds` that matches; null when none does. */
  take(
    provider: 'stripe' | 'airwallex',
    operation: string,
    kinds: readonly FaultKind[],
  ): FaultRule | null;
}

export function createFaults(nextId: () => string): Faults {
  let rules: FaultRule[] = [];
  return {
    arm(input) {
      const rule: FaultRule = {
        id: nextId(),
        kind: input.kind,
        provider: input.provider ?? '*',
        operation: input.operation ?? '*',
        remaining: input.remaining === undefined ? 1 : input.remaining,
        delayMs: input.delayMs ?? 0,
        status: input.status ?? 500,
      };
      rules.push(rule);
      return rule;
    },
    disarm(id) {
      const before = rules.length;
      rules = rules.filter((rule) => rule.id !== id);
      return rules.length < before;
    },
    disarmAll() {
      rules = [];
    },
    list: () => rules,
    take(provider, operation, kinds) {
      const found = rules.find(
        (rule) =>
          kinds.includes(rule.kind) &&
          (rule.provider === '*' || rule.provider === provider) &&
          (rule.operation === '*' || rule.operation === operation),
      );
      if (found === undefined) return null;
      if (found.remaining !== null) {
        const remaining = found.remaining - 1;
        rules =
          remaining <= 0
            ? rules.filter((rule) => rule.id !== found.id)
            : rules.map((rule) => (rule.id === found.id ? { ...rule, remaining } : rule));
      }
      return found;
    },
  };
}
