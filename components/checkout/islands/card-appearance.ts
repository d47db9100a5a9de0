import type { Appearance } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';
import { readAppearance } from './read-appearance.ts';

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
