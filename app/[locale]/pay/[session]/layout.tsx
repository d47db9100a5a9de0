import type { ReactNode } from 'react';
import { EmbedBridge } from '#components/checkout/islands/embed-bridge.tsx';
import { SessionStyle } from '#components/checkout/session-style.tsx';
import { nonceOf } from '../../../request-facts.ts';
import { type PayParams, factsOf, readParams } from './page-context.ts';

/** What stays while a shopper goes from page to page of one session: its colours, and its word to a page around it. */
export default async function SessionLayout({
  params,
  children,
}: {
  params: Promise<PayParams>;
  children: ReactNode;
}) {
  const { sessionId } = readParams(await params);
  const facts = await factsOf(sessionId);
  const embed = facts?.summary.embed ?? null;
  return (
    <>
      {facts === null ? null : (
        <SessionStyle
          accentColor={facts.summary.merchant.accentColor}
          inFrame={embed !== null}
          nonce={await nonceOf()}
        />
      )}
      {children}
      {embed === null ? null : <EmbedBridge parentOrigins={embed.parentOrigins} />}
    </>
  );
}
