'use client';

/** The dashboard's own style sheet inside its pages, as inline-sheet.tsx puts the one of all pages there. */
export function DashboardSheet() {
  const text =
    typeof window === 'undefined'
      ? (require('#app/dashboard.css') as { readonly default: string }).default
      : '';
  return <style suppressHydrationWarning dangerouslySetInnerHTML={{ __html: text }} />;
}
