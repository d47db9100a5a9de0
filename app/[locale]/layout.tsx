import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { DEFAULT_LOCALE, LOCALE_DESCRIPTIONS, isLocale } from '#lib/i18n/locales.ts';
import { InlineSheet } from '../inline-sheet.tsx';

export const metadata: Metadata = {
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, address: false, email: false, date: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
};

export const dynamic = 'force-dynamic';

export default async function LocaleLayout({ children }: { children: ReactNode }) {
  // From proxy.ts rather than the address: a page that is not found has a language too.
  const named = (await headers()).get('x-praya-locale') ?? '';
  const locale = isLocale(named) ? named : DEFAULT_LOCALE;
  return (
    <html lang={LOCALE_DESCRIPTIONS[locale].htmlLang}>
      <head>
        <InlineSheet />
      </head>
      <body>{children}</body>
    </html>
  );
}
