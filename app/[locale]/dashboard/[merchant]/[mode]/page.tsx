import { redirect } from 'next/navigation';
import { type ShopParams, requireOperator } from '../../require-operator.ts';

/** The first page of a shop: of those there are, the one that everybody may see. */
export default async function ShopStart({ params }: { params: Promise<ShopParams> }) {
  const { basePath } = await requireOperator(await params, 'account.read');
  redirect(`${basePath}/account`);
}
