import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** The rules of WCAG 2.2 AA that a page of the running app breaks. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  // Its source as a function's body: the page's policy lets no script of ours into an element.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      // In a frame where no script runs it would wait for an answer.
      iframes: document.querySelector('iframe[sandbox=""]') === null,
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
