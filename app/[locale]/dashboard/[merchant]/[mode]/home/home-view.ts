import { createHash } from 'node:crypto';
import type { HomeView } from '#components/dashboard/home-page.tsx';
import { readHome } from '#lib/operations/home/read-home.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

/** What the page shows, and a stamp of it, by which the page in a browser knows that it is out of date. */
export async function homeView({ context, asking, mode }: PermittedOperator): Promise<HomeView> {
  const { merchantId } = asking.membership;
  const figures = await readHome(context, { merchantId, livemode: mode === 'live' });
  const { now: _, ...shown } = figures;
  const text = JSON.stringify(shown, (__, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return { figures, stamp: createHash('sha256').update(text).digest('base64url').slice(0, 22) };
}
