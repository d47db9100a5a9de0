const MAX_URL_LENGTH = 2048;
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * What is wrong with an address that a merchant gave, or null. It must be https; plain http is let
 * through to the same machine only, for trying things out, and only where `loopbackHttp` says so.
 * Userinfo, backslashes and control characters are how an address comes to look like another one.
 */
export function merchantUrlProblem(
  value: string,
  options: { loopbackHttp: boolean },
): string | null {
  if (value.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters`;
  // Spaces and control characters would be dropped or encoded by the parser, and change the address.
  if (/[\s\\\p{Cc}]/u.test(value)) {
    return 'must not contain spaces, backslashes or control characters';
  }
  if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) {
    return 'must be a full address that starts with https://';
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (url.protocol === 'https:') return null;
  if (options.loopbackHttp && LOOPBACK_HOSTS.has(url.hostname)) return null;
  return options.loopbackHttp
    ? 'must use https (http is accepted for localhost, 127.0.0.1 and [::1] only)'
    : 'must use https';
}
