import { HONG_KONG_OFFSET_MS } from '#lib/domain/hong-kong-time.ts';
import type { HomeFigures } from '#lib/domain/payment-figures.ts';
import { LineChart } from './charts/line-chart.tsx';
import type { DashboardPage } from './dashboard-page.ts';
import { DataTable } from './data-table.tsx';
import { count, weekdayOf } from './home-figures.ts';

/** A few payments are to look like few. */
const LEAST_HIGH = 5;

/** Payments by the hour they were begun in, beside the week before. */
export function HomeHours({ figures, page }: { figures: HomeFigures; page: DashboardPage }) {
  const { t, time } = page.words;
  const { hours, now } = figures;
  const weekday = weekdayOf(now, page);
  // Charts put their marks at whole hours of UTC, of which Hong Kong's day does not begin with one.
  const shifted = (at: Date, ms: number) => new Date(at.getTime() + ms);
  const begun = hours.filter(({ today }) => today !== null);
  // The hour under way would look like a fall.
  const whole = begun.length > 1 ? begun.slice(0, -1) : begun;
  const lastWeek = t('dashboard.home.lastWeek', { weekday });
  const today = t('dashboard.home.today');
  const isUnderWay = (at: Date) => at.getTime() === begun.at(-1)?.at.getTime();
  return (
    <section className="dash-card home-hours">
      <LineChart
        heading={t('dashboard.home.byHour')}
        summary={t('dashboard.home.chartSummary', {
          paid: figures.today.paid,
          before: figures.before.paid,
          weekday,
          most: Math.max(0, ...begun.map((hour) => hour.today ?? 0)),
        })}
        series={[
          {
            label: lastWeek,
            look: 'quiet',
            points: hours.map(({ at, before }) => ({
              at: shifted(at, HONG_KONG_OFFSET_MS),
              value: before,
            })),
          },
          {
            label: today,
            look: 'accent',
            points: whole.map((hour) => ({
              at: shifted(hour.at, HONG_KONG_OFFSET_MS),
              value: hour.today ?? 0,
            })),
          },
        ]}
        formatValue={count}
        formatTime={(at) => time(shifted(at, -HONG_KONG_OFFSET_MS))}
        include={[0, LEAST_HIGH]}
        words={page.words}
        table={
          <DataTable
            caption={t('dashboard.home.byHour')}
            rows={hours}
            rowKey={({ at }) => at.toISOString()}
            columns={[
              { id: 'hour', label: t('dashboard.home.hour'), cell: ({ at }) => time(at) },
              {
                id: 'today',
                label: today,
                isFigure: true,
                cell: (hour) =>
                  hour.today === null
                    ? '–'
                    : isUnderWay(hour.at)
                      ? t('dashboard.home.soFar', { count: hour.today })
                      : count(hour.today),
              },
              {
                id: 'before',
                label: lastWeek,
                isFigure: true,
                cell: ({ before }) => count(before),
              },
            ]}
          />
        }
      />
    </section>
  );
}
