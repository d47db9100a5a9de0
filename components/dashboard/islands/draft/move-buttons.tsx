import { fieldId } from './draft-field.tsx';

/** A list with one of it somewhere else. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const item = items[from];
  return item === undefined ? items : items.toSpliced(from, 1).toSpliced(to, 0, item);
}

/** One place up, one down: the focus goes along, so that the same key can be pressed again. */
export function MoveButtons(props: {
  id: string;
  index: number;
  count: number;
  /** The id of these buttons once what they move stands elsewhere. */
  idAt: (place: number) => string;
  up: string;
  down: string;
  onMove: (to: number) => void;
}) {
  const { index, count } = props;
  const button = (way: 'up' | 'down') => {
    const to = way === 'up' ? index - 1 : index + 1;
    const isEnd = to < 0 || to >= count;
    return (
      <button
        id={fieldId(`${props.id}.${way}`)}
        type="button"
        className="exp-move"
        aria-label={props[way]}
        // Not disabled, which would drop the focus of whoever moves something to the top.
        aria-disabled={isEnd}
        onClick={() => {
          if (isEnd) return;
          props.onMove(to);
          requestAnimationFrame(() =>
            document.getElementById(fieldId(`${props.idAt(to)}.${way}`))?.focus(),
          );
        }}
      >
        <span aria-hidden="true">{way === 'up' ? '↑' : '↓'}</span>
      </button>
    );
  };
  return (
    <>
      {button('up')}
      {button('down')}
    </>
  );
}
