import type { HomeFigures, HourOfDay } from '#lib/domain/payment-figures.ts';
import { LineChart, type LinePoint } from './charts/line-chart.tsx';
import type { DashboardPage } from './dashboard-page.ts';
import { DataTable } from './data-table.tsx';
import { count, weekdayOf } from './home-figures.ts';

/** A few payments are to look like few. */
const LEAST_HIGH = 5;

const HOUR_MS = 60 * 60 * 1000;

/**
 * Payments added up over the day, beside the week before: the hour under way, which by itself would look like a fall,
 * only raises the line. By the hour they were begun in, in the table.
 */
export function HomeHours({ figures, page }: { figures: HomeFigures; page: DashboardPage }) {
  const { t, time } = page.words;
  const { hours, now } = figures;
  const weekday = weekdayOf(now, page);
  const begun = hours.filter(({ today }) => today !== null);
  const lastWeek = t('dashboard.home.lastWeek', { weekday });
  const today = t('dashboard.home.today');
  const isUnderWay = (at: Date) => at.getTime() === begun.at(-1)?.at.getTime();
  return (
    <section className="dash-card home-hours">
      <LineChart
        heading={t('dashboard.home.overDay')}
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
            points: addedUp(hours, ({ before }) => before),
          },
          {
            label: today,
            look: 'accent',
            points: addedUp(begun, (hour) => hour.today ?? 0, now),
          },
        ]}
        formatValue={count}
        formatTime={time}
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

/** From nothing at midnight on: what there was by the end of each hour, and no later than `until`. */
function addedUp(
  hours: readonly HourOfDay[],
  of: (hour: HourOfDay) => number,
  until?: Date,
): readonly LinePoint[] {
  let value = 0;
  const points = hours.map((hour) => {
    value += of(hour);
    const end = hour.at.getTime() + HOUR_MS;
    return { at: new Date(Math.min(end, until?.getTime() ?? end)), value };
  });
  const [first] = hours;
  return first === undefined ? [] : [{ at: first.at, value: 0 }, ...points];
}
