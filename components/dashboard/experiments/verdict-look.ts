import type { Verdict } from '#lib/experiments/verdict.ts';

/** How a verdict's word looks in lists and at the head of an arm. */
export function verdictLook(code: Verdict['code']): 'ok' | 'warn' | 'danger' | 'quiet' {
  switch (code) {
    case 'better':
      return 'ok';
    case 'worse':
    case 'invalid':
      return 'danger';
    case 'not_distinguishable':
      return 'warn';
    case 'collecting':
      return 'quiet';
  }
}
