import type { ReactNode } from 'react';
import { DashboardSheet } from '../../dashboard-sheet.tsx';

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <DashboardSheet />
      {children}
    </>
  );
}
