/** What is kept of one report that the Content-Security-Policy stopped something. */
export interface PolicyReport {
  /** `script-src-elem`, say. */
  readonly directive: string;
  /** An origin, or one of the words browsers use for what has none: `inline`, `eval`, `data`, … */
  readonly blocked: string;
  readonly page: 'pay' | 'attempt' | 'other';
}

/** Reports a browser may send in one body. */
export const MAX_REPORTS_PER_BODY = 20;

/**
 * Keeps of a report only the rule, the origin that was blocked and the kind of page: addresses of pages
 * hold session ids, and those of what was blocked may hold anything. Null: it names no rule of ours.
 */
export function readPolicyReport(sent: {
  readonly directive: string;
  readonly blocked: string;
  readonly documentUrl: string;
}): PolicyReport | null {
  const directive = /^[a-z]{2,20}(?:-[a-z]{2,12}){0,3}/.exec(sent.directive.trim())?.[0];
  if (directive === undefined) return null;
  return { directive, blocked: blockedOrigin(sent.blocked), page: pageKind(sent.documentUrl) };
}

/** Scripts decide about money on a page, so one from a new place is worth waking somebody for. */
export function isForeignScript(report: PolicyReport): boolean {
  return (
    report.directive.startsWith('script-src') && /^[a-z][a-z0-9+.-]*:\/\//.test(report.blocked)
  );
}

const WORDS = ['inline', 'eval', 'wasm-eval', 'trusted-types-policy', 'trusted-types-sink', 'self'];

function blockedOrigin(text: string): string {
  const word = text.trim().toLowerCase();
  if (WORDS.includes(word)) return word;
  const scheme =
    /^([a-z][a-z0-9+.-]{0,30}):/.exec(word)?.[1] ?? (/^[a-z]{1,20}$/.exec(word)?.[0] || '');
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'ws' && scheme !== 'wss') {
    return scheme === '' ? 'unknown' : scheme;
  }
  const origin =
    /^[a-z]+:\/\/(?:[^/?#@\\]*@)?((?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?)(?=$|[/?#])/.exec(
      word,
    );
  return origin?.[1] === undefined ? scheme : `${scheme}://${origin[1]}`;
}

function pageKind(url: string): PolicyReport['page'] {
  const path = /^[a-z]+:\/\/[^/?#]+([^?#]*)/i.exec(url)?.[1] ?? '';
  if (/\/pay\/cs_[^/]+\/pa_[^/]+\/?$/.test(path)) return 'attempt';
  return /\/pay\/cs_[^/]+\/?$/.test(path) ? 'pay' : 'other';
}
