import type { ReactNode } from 'react';

/** One line of a receipt: what, and how much or when. In a `dl` of the class `receipt`. */
export function ReceiptLine(props: { label: string; strong?: boolean; children: ReactNode }) {
  return (
    <div className="receipt-line">
      <dt>{props.label}</dt>
      <dd className={props.strong === true ? 'receipt-strong' : undefined}>{props.children}</dd>
    </div>
  );
}
