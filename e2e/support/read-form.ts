import type { APIRequestContext } from '@playwright/test';

export interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

/** The form of a session's page as a script would read it, with a method chosen. */
export async function readForm(request: APIRequestContext, url: string): Promise<Form> {
  const html = await (await request.get(url)).text();
  return { url, fields: { ...hiddenFields(html, html.indexOf('<form')), method: 'fps' } };
}

/** What the last form of a page sends, as a script would read it. */
export async function readLastForm(
  request: APIRequestContext,
  url: string,
): Promise<Record<string, string>> {
  const html = await (await request.get(url)).text();
  return hiddenFields(html, html.lastIndexOf('<form'));
}

function hiddenFields(html: string, start: number): Record<string, string> {
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name !== undefined) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '';
  }
  return fields;
}
