import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** WCAG 2.2 AA, and what the makers of axe advise besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Our own bound on what is to be hit by a thumb, in CSS pixels; WCAG 2.2 AA asks for 24. */
const TARGET_PX = 44;

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** What is wrong with a page as it stands, in words: accessibility rules, width, labels. */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  return [...(await tooWide(page)), ...(await payLabels(page)), ...(await brokenRules(page))];
}

/** Wider than its window: to be read, it would have to be moved to and fro. */
export async function tooWide(page: Page): Promise<readonly string[]> {
  const px = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return px > 0 ? [`${px} px wider than the window`] : [];
}

async function payLabels(page: Page): Promise<readonly string[]> {
  // Where nothing can be chosen there is no such button.
  if ((await page.locator('.pay-form button[type="submit"]').count()) === 0) return [];
  const shown = await page.locator('.pay-label:visible').count();
  return shown === 1 ? [] : [`${shown} pay labels show`];
}

async function brokenRules(page: Page): Promise<readonly string[]> {
  // Kept by the window from page to page of it.
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    const report = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return report.violations.map(({ id, nodes }) => {
      const html = nodes.map((node) => node.html).join(' ');
      return `${id}: ${html.slice(0, 200)}`;
    });
  }, RULES);
}

/** What can be pressed and is lower or narrower than a thumb is. A method's radio is its whole row. */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate((least) => {
    const pressed = document.querySelectorAll<HTMLElement>(
      'a, button, summary, .method-row, input',
    );
    return [...pressed].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const shown = element.checkVisibility() && width > 0 && height > 0;
      if (!shown || element.matches('input[type=radio], input[type=hidden]')) return [];
      const small = width < least || height < least;
      return small
        ? [`${Math.round(width)} × ${Math.round(height)}: ${element.outerHTML.slice(0, 80)}`]
        : [];
    });
  }, TARGET_PX);
}
