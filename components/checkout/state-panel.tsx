import type { ReactNode } from 'react';
import { StateHeading } from './islands/state-heading.tsx';

export type StateTone = 'good' | 'bad' | 'warn' | 'wait' | 'neutral';

/** A state of its own: an icon, one heading, one sentence, then what to do. */
export function StatePanel(props: {
  tone: StateTone;
  icon: ReactNode;
  heading: string;
  sentence: ReactNode;
  children?: ReactNode;
}) {
  return (
    <section className="state">
      <div className={`state-icon state-${props.tone}`}>{props.icon}</div>
      <StateHeading text={props.heading} />
      <div className="state-sentence">{props.sentence}</div>
      {props.children}
    </section>
  );
}
