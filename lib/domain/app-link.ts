/** Schemes of apps that a provider may open by a link of its own. */
const APP_SCHEMES: ReadonlySet<string> = new Set(['https:', 'octopus:']);

/**
 * Whether a link that a provider gave can be offered as "open in the app": `https`, or the scheme of an
 * app on the list, and nothing that a browser would run. What an app answers to it proves nothing.
 */
export function isAppLink(url: string): boolean {
  return URL.canParse(url) && APP_SCHEMES.has(new URL(url).protocol);
}
