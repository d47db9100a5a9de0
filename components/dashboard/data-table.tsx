import { type ColumnDef, constructTable, tableFeatures } from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand under each other by their last digit. */
  readonly isFigure?: boolean;
}

const features = tableFeatures({ coreReactivityFeature: storeReactivityBindings() });

/**
 * A table of a page, drawn on the server: headings and cells by the headless library's model, so that a list which
 * one day is sorted or has columns hidden in the browser needs no other component. On a phone each row is read from
 * top to bottom.
 */
export function DataTable<Row extends object>(props: {
  /** What the table is of, for those who hear it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}) {
  const byId = new Map(props.columns.map((column) => [column.id, column]));
  const definitions: ColumnDef<typeof features, Row>[] = props.columns.map(({ id, label }) => ({
    id,
    header: label,
  }));
  const table = constructTable({
    features,
    columns: definitions,
    data: props.rows,
    getRowId: props.rowKey,
  });
  return (
    <table className="dash-table">
      <caption className="sr-only">{props.caption}</caption>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map(({ id, column }) => (
              <th key={id} scope="col" className={figureClass(byId.get(column.id))}>
                {byId.get(column.id)?.label}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map(({ id, column }) => {
              const shown = byId.get(column.id);
              return (
                <td key={id} data-label={shown?.label} className={figureClass(shown)}>
                  {shown?.cell(row.original)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figureClass(column: { readonly isFigure?: boolean } | undefined): string | undefined {
  return column?.isFigure === true ? 'dash-figure' : undefined;
}
