import { notFound, redirect } from 'next/navigation';
import { askingOperator, readLocale } from './operator-request.ts';

/** The start of the dashboard: the first shop of whoever is signed in. */
export default async function DashboardStart({ params }: { params: Promise<{ locale: string }> }) {
  const locale = readLocale((await params).locale);
  const asking = await askingOperator();
  if (asking === null) redirect(`/${locale}/dashboard/sign-in`);
  if (asking.session.stage !== 'open') redirect(`/${locale}/dashboard/second-factor`);
  const [first] = asking.memberships;
  if (first === undefined) notFound();
  redirect(`/${locale}/dashboard/${first.merchantId}/test`);
}
