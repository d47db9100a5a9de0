import type { ReactNode } from 'react';
import type { MethodId } from '#lib/domain/method-id.ts';

/**
 * A small neutral drawing for each method, ours and nobody's trade mark: what the method is like to use
 * (a card, money moving between two accounts, a wallet, a phone that pays, a card held to a reader, a
 * message, a banknote).
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
  payme: (
    <>
      <rect x="11" y="3.5" width="11.5" height="19" rx="2.5" />
      <path d="M15.5 19h2.5" />
      <path d="M17 11h13M26.5 7.5 30 11l-3.5 3.5" />
    </>
  ),
  octopus: (
    <>
      <rect x="7.5" y="7" width="17" height="12.5" rx="2.5" />
      <path d="M11.5 15.500h4" />
      <path d="M27.5 10.500a5.5 5.5 0 0 1 0 5.500M30.5 8a9.5 9.5 0 0 1 0 10.5" />
    </>
  ),
  wechat_pay: (
    <>
      <path d="M12.5 5h15a3 3 0 0 1 3 3v7.500a3 3 0 0 1-3 3H19l-4.5 4v-4h-2a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3Z" />
      <path d="m16.5 11.8 2.6 2.6 4.9-5" />
    </>
  ),
  alipay: (
    <>
      <rect x="8" y="6" width="24" height="14" rx="2.5" />
      <path d="m17.2 9 2.8 3.600L22.8 9M20 12.600V17M17.6 13.200h4.800M17.6 15.200h4.8" />
      <path d="M11.5 13h.1M28.5 13h.1" />
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
