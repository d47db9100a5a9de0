import type { ReactNode } from 'react';
import type { MethodId } from '#lib/domain/method-id.ts';

/**
 * A small neutral drawing for each method, ours and nobody's trade mark: what the method is like to use
 * (a card, money moving between two accounts, a wallet on a phone).
 */
const DRAWINGS: Readonly<Record<MethodId, ReactNode>> = {
  card: (
    <>
      <rect x="9.5" y="5.5" width="21" height="15" rx="2.5" />
      <path d="M9.5 10.5h21" strokeWidth="3" />
      <path d="M13 16.5h5" />
    </>
  ),
  fps: (
    <>
      <path d="M10 10h18M24 6l4 4-4 4" />
      <path d="M30 16.5H12M16 12.5l-4 4 4 4" opacity="0.55" />
    </>
  ),
  alipayhk: (
    <>
      <path d="M28 9V7.5A2 2 0 0 0 26 5.5H12.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H27a2 2 0 0 0 2-2V11a2 2 0 0 0-2-2H12.5" />
      <path d="M29 13h-4a2 2 0 0 0 0 4h4" />
    </>
  ),
  apple_pay: (
    <>
      <rect x="13.5" y="3.5" width="13" height="19" rx="2.5" />
      <rect x="16.5" y="10.5" width="7" height="5" rx="1" />
    </>
  ),
  google_pay: (
    <>
      <rect x="9.5" y="8.5" width="14" height="12" rx="2" />
      <path d="M9.5 13h14" />
      <path d="M27 8a6 6 0 0 1 0 8M30 5.5a10 10 0 0 1 0 13" />
    </>
  ),
};

export function MethodMark(props: { method: MethodId }) {
  return (
    <svg
      width="40"
      height="26"
      viewBox="0 0 40 26"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="method-mark"
      aria-hidden="true"
    >
      {DRAWINGS[props.method]}
    </svg>
  );
}
