import type { Page } from '@playwright/test';

/** What browsers say and report when a policy stops something, from now on. */
export function watchPolicies(page: Page): readonly string[] {
  const stopped: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) stopped.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/csp') stopped.push(request.postData() ?? 'a report');
  });
  return stopped;
}
