import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { type Standing, watchFigures } from './watch-figures.ts';

/**
 * Draws a page anew where what it was drawn with (`stamp`) has changed meanwhile, as `stateUrl` says. Once for the
 * page, however often it is drawn: when somebody last touched it is part of the watch.
 */
export function useFreshPage(
  page: { readonly stateUrl: string; readonly stamp: string },
  onStanding?: (standing: Partial<Standing>) => void,
): void {
  const { stateUrl, stamp } = page;
  const router = useRouter();
  const shown = useRef(stamp);
  useEffect(() => {
    shown.current = stamp;
  }, [stamp]);
  const heard = useEffectEvent(
    ({ stamp: now, ...standing }: Partial<Standing> & { readonly stamp?: string }) => {
      onStanding?.(standing);
      if (now !== undefined && now !== shown.current) router.refresh();
    },
  );
  useEffect(() => watchFigures(stateUrl, (said) => heard(said)), [stateUrl]);
}
