import { redirect } from 'next/navigation';
import { type ShopParams, requireOperator } from '../../require-operator.ts';

/** The first page of a shop. */
export default async function ShopStart({ params }: { params: Promise<ShopParams> }) {
  const { basePath } = await requireOperator(await params, 'home.read');
  redirect(`${basePath}/home`);
}
