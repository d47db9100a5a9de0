import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { ReactNode } from 'react';
import { HONG_KONG_OFFSET_MS } from '#lib/domain/hong-kong-time.ts';
import type { Words } from '#lib/i18n/translator.ts';
import { ChartFrame, type ChartSize } from './chart-frame.tsx';

export interface LinePoint {
  readonly at: Date;
  readonly value: number;
  /** How far it could be from it; left out where nothing is said of that. */
  readonly low?: number;
  readonly high?: number;
}

export interface LineSeries {
  readonly label: string;
  readonly points: readonly LinePoint[];
  /** `quiet`: what the others are compared with. */
  readonly look: 'accent' | 'second' | 'quiet';
  /** Where its label stands; at its end unless told. */
  readonly labelAt?: 'start' | 'end';
}

export interface LineChartProps {
  readonly heading: string;
  readonly summary: string;
  readonly series: readonly LineSeries[];
  readonly formatValue: (value: number) => string;
  readonly formatTime: (at: Date) => string;
  /** What must be in the picture beside the points: zero unless told. */
  readonly include?: readonly number[];
  readonly table: ReactNode;
  readonly words: Words;
}

const MARGIN = { top: 12, right: 12, bottom: 28, left: 56 };

/**
 * Figures over time, each series labelled where it ends or begins, its interval as a band around it. Its marks are at
 * round hours and midnights of Hong Kong.
 */
export function LineChart(props: LineChartProps) {
  const { heading, summary, table, words } = props;
  const draw = (size: ChartSize) => <Lines {...props} size={size} />;
  return <ChartFrame heading={heading} summary={summary} draw={draw} table={table} words={words} />;
}

function Lines(props: LineChartProps & { size: ChartSize }) {
  const { series, size, formatValue, formatTime, include = [0] } = props;
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return null;
  const times = points.map(({ at }) => at.getTime() + HONG_KONG_OFFSET_MS);
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const x = scaleUtc()
    .domain([Math.min(...times), Math.max(...times)])
    .range([MARGIN.left, size.width - MARGIN.right]);
  const xOf = (at: Date) => x(at.getTime() + HONG_KONG_OFFSET_MS);
  const y = scaleLinear()
    .domain([Math.min(...values, ...include), Math.max(...values, ...include)])
    .nice(5)
    .range([size.height - MARGIN.bottom, MARGIN.top]);
  const path = line<LinePoint>(
    (point) => xOf(point.at),
    (point) => y(point.value),
  );
  const band = area<LinePoint>()
    .x((point) => xOf(point.at))
    .y0((point) => y(point.low ?? point.value))
    .y1((point) => y(point.high ?? point.value));
  const marks = x.ticks(size.width < 500 ? 3 : 6);
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      aria-hidden="true"
    >
      {y.ticks(5).map((tick) => (
        <g key={tick} className={tick === 0 ? 'chart-zero' : 'chart-grid'}>
          <line x1={MARGIN.left} x2={size.width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {formatValue(tick)}
          </text>
        </g>
      ))}
      {marks.map((tick) => (
        <text
          key={tick.getTime()}
          className="chart-label"
          x={x(tick)}
          y={size.height - 8}
          textAnchor="middle"
        >
          {formatTime(new Date(tick.getTime() - HONG_KONG_OFFSET_MS))}
        </text>
      ))}
      {series.map((one) => (
        <g key={one.label} className={`chart-${one.look}`}>
          <path className="chart-band" d={band(one.points) ?? ''} />
          <path className="chart-line" d={path(one.points) ?? ''} />
          <SeriesLabel series={one} x={xOf} y={y} />
        </g>
      ))}
    </svg>
  );
}

function SeriesLabel(props: {
  series: LineSeries;
  x: (at: Date) => number;
  y: (value: number) => number;
}) {
  const { points, label, labelAt = 'end' } = props.series;
  const point = points.at(labelAt === 'end' ? -1 : 0);
  if (point === undefined) return null;
  const at = { x: props.x(point.at), y: props.y(point.value) };
  return (
    <>
      {labelAt === 'end' ? <circle cx={at.x} cy={at.y} r={3} /> : null}
      <text x={at.x} y={at.y - 8} textAnchor={labelAt}>
        {label}
      </text>
    </>
  );
}
