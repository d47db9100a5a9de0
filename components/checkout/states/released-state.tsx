import type { CheckoutSummary } from '#lib/domain/checkout-view.ts';
import type { PageContext } from '../checkout-actions.ts';
import { UndoIcon } from '../icons.tsx';
import { Shell } from '../shell.tsx';
import { ShopLink } from '../shop-link.tsx';
import { StatePanel } from '../state-panel.tsx';

/** Money that was held was let go: nothing was charged, and nothing is to be done. */
export function ReleasedState(props: { summary: CheckoutSummary; page: PageContext }) {
  const { summary, page } = props;
  const { words } = page;
  return (
    <Shell summary={summary} page={page} amount="line">
      <StatePanel
        tone="neutral"
        icon={<UndoIcon />}
        heading={words.t('held.releasedHeading')}
        sentence={<p>{words.t('held.releasedBody')}</p>}
      >
        <ShopLink summary={summary} words={words} className="button-primary" />
      </StatePanel>
    </Shell>
  );
}
