import type { ReactNode } from 'react';
import { SessionStyle } from '#components/checkout/session-style.tsx';
import { nonceOf } from '../../../request-facts.ts';
import { type PayParams, factsOf, readParams } from './page-context.ts';

/** What stays while a shopper goes from page to page of one session: its colours. */
export default async function SessionLayout({
  params,
  children,
}: {
  params: Promise<PayParams>;
  children: ReactNode;
}) {
  const { sessionId } = readParams(await params);
  const facts = await factsOf(sessionId);
  return (
    <>
      {facts === null ? null : (
        <SessionStyle accentColor={facts.summary.merchant.accentColor} nonce={await nonceOf()} />
      )}
      {children}
    </>
  );
}
