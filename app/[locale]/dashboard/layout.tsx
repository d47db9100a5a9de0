import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { DashboardSheet } from '../../dashboard-sheet.tsx';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <>
      {/* Under which the overlays' library puts its few rules into the page. */}
      <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />
      <DashboardSheet />
      {children}
    </>
  );
}
