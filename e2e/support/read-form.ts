import type { APIRequestContext } from '@playwright/test';

export interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

/** The page's form as a script would read it. */
export async function readForm(request: APIRequestContext, url: string): Promise<Form> {
  const html = await (await request.get(url)).text();
  const start = html.indexOf('<form');
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name !== undefined) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '';
  }
  return { url, fields: { ...fields, method: 'fps' } };
}
