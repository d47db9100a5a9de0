import type { DraftShop } from '#components/dashboard/experiments/draft-page.tsx';
import { isExpressMethod } from '#lib/domain/method-id.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import {
  type ShopTraffic,
  readShopTraffic,
} from '#lib/operations/experiments/experiment-glance.ts';
import { listSettings } from '#lib/operations/own-setup.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { ownerOf } from '../../../acting.ts';

/** What the form of a draft has to know of the shop: its methods in its own order, and its own last weeks. */
export async function readDraftShop(
  operator: PermittedOperator,
): Promise<DraftShop & { readonly traffic: ShopTraffic | null }> {
  const { context, locale } = operator;
  const owner = ownerOf(operator);
  const words = wordsFor(locale);
  const [settings, traffic] = await orAskAgain(
    async () =>
      [
        await listSettings(context.database.db, owner),
        await readShopTraffic(context, owner),
      ] as const,
  );
  const methods = settings
    .filter(({ id }) => !isExpressMethod(id))
    .map(({ id }) => ({ value: id, label: words.methodName(id) }));
  return { methods, traffic };
}
