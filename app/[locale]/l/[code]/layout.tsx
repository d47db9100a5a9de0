import type { ReactNode } from 'react';
import { SessionStyle } from '#components/checkout/session-style.tsx';
import { nonceOf } from '../../../request-facts.ts';
import { type LinkParams, linkFactsOf } from './link-context.ts';

/** The merchant's colours. */
export default async function LinkLayout({
  params,
  children,
}: {
  params: Promise<LinkParams>;
  children: ReactNode;
}) {
  const facts = await linkFactsOf((await params).code);
  return (
    <>
      {facts === null ? null : (
        <SessionStyle
          accentColor={facts.merchant.accentColor}
          inFrame={false}
          nonce={await nonceOf()}
        />
      )}
      {children}
    </>
  );
}
