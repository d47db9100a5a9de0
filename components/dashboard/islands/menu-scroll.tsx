'use client';

import { useEffect } from 'react';

/** On a phone the menu scrolls: this brings the page one is on into its view. Draws nothing. */
export function MenuScroll() {
  useEffect(() => {
    for (const menu of document.querySelectorAll<HTMLElement>('.dash-nav')) {
      const current = menu.querySelector<HTMLElement>('[aria-current]');
      if (current === null) continue;
      menu.scrollLeft = current.offsetLeft - (menu.clientWidth - current.offsetWidth) / 2;
    }
  }, []);
  return null;
}
