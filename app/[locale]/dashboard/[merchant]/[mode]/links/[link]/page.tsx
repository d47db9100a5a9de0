import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardShell } from '#components/dashboard/dashboard-shell.tsx';
import { LINK_DONE, LinkPage } from '#components/dashboard/links/link-page.tsx';
import { hongKongField } from '#lib/domain/hong-kong-time.ts';
import { mayDo } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { readMerchantLink } from '#lib/operations/links/merchant-links.ts';
import { orAskAgain } from '../../../../../../when-away.ts';
import { ownerOf } from '../../../../acting.ts';
import type { Query } from '../../../../operator-request.ts';
import { type ShopParams, requireOperator } from '../../../../require-operator.ts';
import { dashboardPage, readRefusal, shopName } from '../../../../shop-page.ts';
import { changeLink, switchLink } from '../actions.ts';
import { linkCard } from '../link-card.ts';

interface Props {
  params: Promise<ShopParams & { readonly link: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { asking, locale } = await requireOperator(await params, 'links.read');
  const merchant = shopName(asking.membership, locale);
  return { title: wordsFor(locale).t('dashboard.title.links', { merchant }) };
}

export default async function Link({ params, searchParams }: Props) {
  const { link: id, ...shop } = await params;
  const operator = await requireOperator(shop, 'links.read');
  const { context, asking } = operator;
  const { role } = asking.membership;
  const owner = ownerOf(operator);
  const found = await orAskAgain(() => readMerchantLink(context, owner, id));
  if (found === null) notFound();
  const query = await searchParams;
  const { link } = found;
  const page = await dashboardPage(operator, 'links');
  return (
    <DashboardShell page={page}>
      <LinkPage
        view={{
          card: linkCard(context, found),
          active: link.active,
          seen: String(link.updatedAt.getTime()),
          until: link.expiresAt === null ? '' : hongKongField(link.expiresAt),
          expiresAt: link.expiresAt,
          thanks: link.confirmationMessage,
          redirect: link.redirectUrl,
          closedNote: link.inactiveMessage,
          questions: link.customFields.map(({ label, optional }) => ({ label, optional })),
          methods: link.allowedMethods,
          mayChange: mayDo(role, 'links.change'),
          done: LINK_DONE.find((done) => done === query['done']) ?? null,
          refused: readRefusal(query),
        }}
        page={page}
        actions={{ changeLink, switchLink }}
      />
    </DashboardShell>
  );
}
