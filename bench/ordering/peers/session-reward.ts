import type { OrderingRecord } from '#lib/ordering/ordering-record.ts';

/** 1 or 0 once a session is over, null before: what a bandit that picks the top method is paid. */
export function sessionReward(record: OrderingRecord): 0 | 1 | null {
  if (record.type === 'left') return 0;
  if (record.type !== 'closed') return null;
  return record.paid ? 1 : 0;
}

/** The method first, the others in the merchant's own order. */
export function withFirst(methods: readonly number[], first: number): readonly number[] {
  return [first, ...methods.filter((method) => method !== first)];
}

/** The method with the highest score. Throws TypeError where there is none. */
export function highest(methods: readonly number[], score: (method: number) => number): number {
  return methods.reduce((best, method) => (score(method) > score(best) ? method : best));
}

/** Whether the session's first attempt is decided, and how; null for everything else. */
export function firstOutcome(record: OrderingRecord): { method: string; paid: boolean } | null {
  if (record.type !== 'outcome' || record.attemptNo !== 1) return null;
  return { method: record.method, paid: record.outcome === 'paid' };
}
