import type { Appearance } from '@stripe/stripe-js';

/** The fields in our tokens. Stands on nothing outside itself: its text goes into the page as well (`early-card-script.tsx`). */
export function readAppearance(): Appearance {
  const root = getComputedStyle(document.documentElement);
  const token = (name: string): string => root.getPropertyValue(name).trim();
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return {
    theme: dark ? 'night' : 'stripe',
    labels: 'above',
    variables: {
      colorPrimary: token('--accent-line'),
      colorBackground: token('--field'),
      colorText: token('--ink'),
      colorTextSecondary: token('--quiet'),
      colorTextPlaceholder: token('--placeholder'),
      colorDanger: token('--danger'),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSizeBase: '16px',
      fontSizeSm: '14px',
      borderRadius: '8px',
      spacingUnit: '4px',
      gridRowSpacing: '12px',
      gridColumnSpacing: '12px',
    },
    rules: {
      '.Label': { fontWeight: '500', color: token('--ink'), marginBottom: '6px' },
      '.Input': {
        border: `1px solid ${token('--field-line')}`,
        boxShadow: 'none',
        padding: '11px 12px',
      },
      '.Input:focus': {
        border: `1px solid ${token('--accent-line')}`,
        boxShadow: `0 0 0 1px ${token('--accent-line')}`,
        outline: 'none',
      },
      '.Input--invalid': { boxShadow: `0 0 0 1px ${token('--danger')}` },
    },
  };
}
