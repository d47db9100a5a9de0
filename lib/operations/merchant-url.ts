const MAX_URL_LENGTH = 2048;
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What can be wrong with an address that a merchant gave. */
export type UrlFault = 'long' | 'characters' | 'form' | 'userinfo' | 'https' | 'https_or_loopback';

/**
 * What is wrong with an address that a merchant gave, or null. It must be https; plain http is let
 * through to the same machine only, for trying things out, and only where `loopbackHttp` says so.
 * Userinfo, backslashes and control characters are how an address comes to look like another one.
 */
export function merchantUrlFault(
  value: string,
  options: { loopbackHttp: boolean },
): UrlFault | null {
  if (value.length > MAX_URL_LENGTH) return 'long';
  // Spaces and control characters would be dropped or encoded by the parser, and change the address.
  if (/[\s\\\p{Cc}]/u.test(value)) return 'characters';
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) return 'form';
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return 'userinfo';
  if (url.protocol === 'https:') return null;
  if (options.loopbackHttp && LOOPBACK_HOSTS.has(url.hostname)) return null;
  return options.loopbackHttp ? 'https_or_loopback' : 'https';
}

const PROBLEMS: Readonly<Record<UrlFault, string>> = {
  long: `must be at most ${MAX_URL_LENGTH} characters`,
  characters: 'must not contain spaces, backslashes or control characters',
  form: 'must be a full address that starts with https://',
  userinfo: 'must not contain a user name or password',
  https: 'must use https',
  https_or_loopback: 'must use https (http is accepted for localhost, 127.0.0.1 and [::1] only)',
};

/** As `merchantUrlFault`, in the API's words. */
export function merchantUrlProblem(
  value: string,
  options: { loopbackHttp: boolean },
): string | null {
  const fault = merchantUrlFault(value, options);
  return fault === null ? null : PROBLEMS[fault];
}
