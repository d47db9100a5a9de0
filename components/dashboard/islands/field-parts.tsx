import type { ReactNode } from 'react';

interface Described {
  readonly id: string;
  readonly problem: string | null;
  readonly hint?: string | undefined;
}

/** Which texts describe a field, for those who hear it; undefined: none does. */
export function describedBy({ id, problem, hint }: Described): string | undefined {
  const ids = [
    ...(problem === null ? [] : [`${id}-problem`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** What stands below a field: what is wrong with it, and its hint. */
export function Below({ id, problem, hint }: Described) {
  return (
    <>
      <Problem id={id} problem={problem} />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="dash-hint">
          {hint}
        </p>
      )}
    </>
  );
}

export function Problem({ id, problem }: Pick<Described, 'id' | 'problem'>) {
  return (
    <p id={`${id}-problem`} role="alert" className="field-error">
      {problem}
    </p>
  );
}

/** A field with its unit before or behind it. */
export function Affixed(props: {
  before?: string | undefined;
  after?: string | undefined;
  children: ReactNode;
}) {
  if (props.before === undefined && props.after === undefined) return props.children;
  return (
    <span className="dash-affixed">
      {props.before === undefined ? null : <span>{props.before}</span>}
      {props.children}
      {props.after === undefined ? null : <span>{props.after}</span>}
    </span>
  );
}
