import type { ReactNode } from 'react';
import type { Words } from '#lib/i18n/translator.ts';

/** Inner sizes of the two drawings of a chart, in CSS pixels: text in it is as large as that of the page. */
export const CHART_SIZES = {
  narrow: { width: 320, height: 220 },
  wide: { width: 720, height: 260 },
} as const;
export type ChartSize = (typeof CHART_SIZES)[keyof typeof CHART_SIZES];

/**
 * A chart with its name, what it says in a sentence, and the figures behind it in a table. Drawn on the server twice,
 * for a narrow and a wide place; the style sheet shows one.
 */
export function ChartFrame(props: {
  heading: string;
  /** What one sees in it: read out in its place. */
  summary: string;
  draw: (size: ChartSize) => ReactNode;
  table: ReactNode;
  words: Words;
}) {
  const { draw } = props;
  return (
    <figure className="dash-chart">
      <figcaption>{props.heading}</figcaption>
      <div role="img" aria-label={props.summary}>
        <div className="dash-chart-narrow">{draw(CHART_SIZES.narrow)}</div>
        <div className="dash-chart-wide">{draw(CHART_SIZES.wide)}</div>
      </div>
      <details>
        <summary>{props.words.t('dashboard.chart.table')}</summary>
        {props.table}
      </details>
    </figure>
  );
}
