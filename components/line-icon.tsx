import type { ReactNode } from 'react';

/** Line icons of our own, drawn on a 24 px grid in the text's colour. Decorative: words stand beside them. */
export function LineIcon(props: { children: ReactNode; size?: number }) {
  const size = props.size ?? 24;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {props.children}
    </svg>
  );
}
