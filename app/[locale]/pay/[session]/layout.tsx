import type { ReactNode } from 'react';
import { SessionStyle } from '#components/checkout/session-style.tsx';
import { getAppContext } from '#lib/operations/app-context.ts';
import { loadAccentColor } from '#lib/operations/load-accent-color.ts';
import { nonceOf } from '../../../request-facts.ts';
import { orAskAgain } from '../../../when-away.ts';
import { type PayParams, readParams } from './page-context.ts';

/** What stays while a shopper goes from page to page of one session: its colours. */
export default async function SessionLayout({
  params,
  children,
}: {
  params: Promise<PayParams>;
  children: ReactNode;
}) {
  const { sessionId } = readParams(await params);
  const accentColor = await orAskAgain(async () =>
    loadAccentColor(await getAppContext(), sessionId),
  );
  return (
    <>
      {accentColor === null ? null : (
        <SessionStyle accentColor={accentColor} nonce={await nonceOf()} />
      )}
      {children}
    </>
  );
}
