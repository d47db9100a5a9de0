import type { DraftWords } from '../../experiments/draft-words.ts';
import { Problem } from '../field-parts.tsx';
import { fieldId, filled } from './draft-field.tsx';
import { MoveButtons, moved } from './move-buttons.tsx';

/** A fixed order of methods from the top, put together by buttons. */
export function OrderField(props: {
  field: string;
  order: readonly string[];
  methods: readonly { readonly value: string; readonly label: string }[];
  words: DraftWords;
  problem: string | null;
  setOrder: (order: readonly string[]) => void;
}) {
  const { field, order, methods, setOrder } = props;
  const { texts } = props.words;
  const id = fieldId(field);
  const nameOf = (method: string) => methods.find(({ value }) => value === method)?.label ?? method;
  const left = methods.filter(({ value }) => !order.includes(value));
  return (
    <div
      className="dash-field exp-order"
      id={id}
      tabIndex={-1}
      role="group"
      aria-label={texts.order}
    >
      <p className="exp-label">{texts.order}</p>
      {order.length === 0 ? <p className="dash-hint">{texts.orderEmpty}</p> : null}
      <ol>
        {order.map((method, index) => (
          <li key={method}>
            <span>{nameOf(method)}</span>
            <MoveButtons
              id={`${field}.${method}`}
              index={index}
              count={order.length}
              idAt={() => `${field}.${method}`}
              up={filled(texts.up, { method: nameOf(method) })}
              down={filled(texts.down, { method: nameOf(method) })}
              onMove={(to) => setOrder(moved(order, index, to))}
            />
            <button
              type="button"
              className="exp-move"
              aria-label={filled(texts.leaveOut, { method: nameOf(method) })}
              onClick={() => setOrder(order.toSpliced(index, 1))}
            >
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ol>
      {left.length === 0 ? null : (
        <div className="exp-left-out">
          {left.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              className="exp-small"
              onClick={() => setOrder([...order, value])}
            >
              {filled(texts.add, { method: label })}
            </button>
          ))}
        </div>
      )}
      <Problem id={id} problem={props.problem} />
      <p className="dash-hint">{texts.orderHint}</p>
    </div>
  );
}
