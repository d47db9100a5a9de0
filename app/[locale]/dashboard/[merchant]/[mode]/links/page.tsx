import type { Metadata } from 'next';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { LinksPage } from '#components/dashboard/links/links-page.tsx';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { listMerchantLinks } from '#lib/operations/links/merchant-links.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { ownerOf } from '../../../acting.ts';
import type { Query } from '../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../require-operator.ts';
import { dashboardPage, shopName } from '../../../shop-page.ts';
import { linkCard } from './link-card.ts';

interface Props {
  params: Promise<ShopParams>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'links.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.links', { merchant }) };
}

export default async function Links({ params, searchParams }: Props) {
  const operator = await requireOperator(await params, 'links.read');
  const { context, asking } = operator;
  const { role } = asking.membership;
  const query = await searchParams;
  const owner = ownerOf(operator);
  const show = query['show'] === 'all' ? 'all' : 'active';
  const after = typeof query['after'] === 'string' ? query['after'] : null;
  const active = show === 'active' ? true : null;
  const found = await orAskAgain(async () => {
    const page = await listMerchantLinks(context, owner, { active, after });
    // An address from before that link was taken away begins again.
    return page ?? listMerchantLinks(context, owner, { active, after: null });
  });
  const links = (found?.links ?? []).map((link) => linkCard(context, link));
  const last = links.at(-1);
  const page = await dashboardPage(operator, 'links');
  return (
    <DashboardShell page={page}>
      <LinksPage
        view={{
          links,
          show,
          isLater: after !== null,
          olderThan: found?.hasMore === true && last !== undefined ? last.id : null,
          mayChange: mayDo(role, 'links.change'),
        }}
        page={page}
      />
    </DashboardShell>
  );
}
