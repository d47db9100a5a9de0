import type { Appearance } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';

/**
 * Our tokens in the provider's terms, so that its fields look like ours in light and dark. Read from
 * the page as drawn: the merchant's colour is already in them.
 */
export function useCardAppearance(): Appearance {
  const [appearance, setAppearance] = useState(readAppearance);
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const update = (): void => setAppearance(readAppearance());
    scheme.addEventListener('change', update);
    return () => scheme.removeEventListener('change', update);
  }, []);
  return appearance;
}

function readAppearance(): Appearance {
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
