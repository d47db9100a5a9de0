import type { MerchantId } from '#lib/domain/ids.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { readHome } from '#lib/operations/home/read-home.ts';

export interface ReadOf {
  readonly context: AppContext;
  readonly merchantId: MerchantId;
}

/** What answers the dashboard's pages, by its name in the table: a line is a page. */
export const DASHBOARD_READS: Readonly<Record<string, (of: ReadOf) => Promise<unknown>>> = {
  home: ({ context, merchantId }) => readHome(context, { merchantId, livemode: false }),
};
