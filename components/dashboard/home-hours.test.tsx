import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { type HomeFigures, figuresOf } from '#lib/domain/payment-figures.ts';
import { pageFor } from './fixtures/page.ts';
import { HomeHours } from './home-hours.tsx';

const HOUR_MS = 60 * 60 * 1000;
const MIDNIGHT = new Date('2026-11-22T16:00:00Z'); // of Hong Kong
const NOW = new Date('2026-11-22T18:15:00Z');

const PAGE = pageFor('en', 'home');

/** Three, one and two payments so far today; one in each hour of the week before. */
const FIGURES: HomeFigures = {
  now: NOW,
  hasBegun: true,
  isCatchingUp: false,
  today: figuresOf([]),
  before: figuresOf([]),
  methods: [],
  hours: Array.from({ length: 24 }, (_, index) => ({
    at: new Date(MIDNIGHT.getTime() + index * HOUR_MS),
    today: [3, 1, 2][index] ?? null,
    before: 1,
  })),
  needs: [],
};

/** The points of a line in the wide drawing, in its own units. */
function lineOf(html: string, look: string): readonly (readonly [number, number])[] {
  const wide = html.slice(html.indexOf('dash-chart-wide'));
  const path = new RegExp(`chart-${look}.*?class="chart-line" d="M([^"]+)"`).exec(wide)?.[1] ?? '';
  return path.split('L').map((pair) => {
    const [x = NaN, y = NaN] = pair.split(',').map(Number);
    return [x, y] as const;
  });
}

it('adds the day up: today’s line rises to now, the week before’s to midnight', () => {
  const html = renderToStaticMarkup(<HomeHours figures={FIGURES} page={PAGE} />);
  const [today, before] = [lineOf(html, 'accent'), lineOf(html, 'quiet')];
  expect(today).toHaveLength(4);
  expect(before).toHaveLength(25);
  const heights = (points: typeof today) => points.map(([, y]) => y);
  // Down the page is less: each point is no lower than the one before.
  expect(heights(today)).toEqual(heights(today).toSorted((a, b) => b - a));
  expect(heights(before)).toEqual(heights(before).toSorted((a, b) => b - a));
  const [start, one] = before;
  const hour = (one?.[0] ?? NaN) - (start?.[0] ?? NaN);
  const unit = (start?.[1] ?? NaN) - (one?.[1] ?? NaN);
  const [x, y] = today.at(-1) ?? [NaN, NaN];
  expect((x - (start?.[0] ?? NaN)) / hour).toBeCloseTo(2.25, 2);
  expect(((start?.[1] ?? NaN) - y) / unit).toBeCloseTo(6, 2);
});

it('marks the hours of Hong Kong’s day', () => {
  const html = renderToStaticMarkup(<HomeHours figures={FIGURES} page={PAGE} />);
  const marks = [...html.matchAll(/class="chart-label"[^>]*>([^<]+)</g)].map(([, text]) => text);
  expect(marks).toContain('12:00 am');
  expect(marks).toContain('12:00 pm');
});
