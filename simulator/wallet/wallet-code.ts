/**
 * What a code or an app's link of a simulated wallet asks for, as a path of the simulator's; null when it
 * is none of theirs. The codes of most wallets are addresses, those of WeChat (`weixin://wxpay/s/…`) and
 * the link of the Octopus app (`octopus://payment?token=…&return=…`, in a code without `return`) are not:
 * here they lead to the page that stands in for the app.
 */
export function pathOfWalletCode(code: string, origin: string): string | null {
  if (!URL.canParse(code)) return null;
  const url = new URL(code);
  if (
    url.origin === origin &&
    /^\/(wallet|stripe-js\/authorize|pa\/redirect)\//.test(url.pathname)
  ) {
    return url.pathname + url.search;
  }
  const wechat = /^weixin:\/\/wxpay\/s\/([\w-]+)$/.exec(code)?.[1];
  if (wechat !== undefined) return `/wallet/${wechat}?scanned=1`;
  const octopus = url.searchParams.get('token') ?? '';
  if (url.protocol !== 'octopus:' || !/^[\w-]+$/.test(octopus)) return null;
  return `/wallet/${octopus}${url.searchParams.has('return') ? '' : '?scanned=1'}`;
}
