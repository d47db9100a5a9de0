import type { ReactNode } from 'react';

/** One of a list of facts (`dl`). */
export function Fact(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
