import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { TEAM_DONE, TeamPage } from '#components/dashboard/team-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readTeam } from '#lib/operations/operators/team.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../shop-page.ts';
import { changeMemberRole, invite, removeFromTeam, withdraw } from './actions.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'team.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.team', { merchant }) };
}

export default async function Team({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'team.read');
  const { context, asking } = operator;
  const query = await searchParams;
  const { merchantId, role } = asking.membership;
  const team = await orAskAgain(() => readTeam(context, merchantId));
  const page = await dashboardPage(operator, 'team');
  return (
    <DashboardShell page={page}>
      <TeamPage
        view={{
          ...team,
          self: asking.operator.id,
          mayChange: mayDo(role, 'team.change'),
          done: TEAM_DONE.find((done) => done === query['done']) ?? null,
          refused: readRefusal(query),
        }}
        page={page}
        actions={{ invite, changeMemberRole, removeFromTeam, withdraw }}
      />
    </DashboardShell>
  );
}
