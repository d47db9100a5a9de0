'use client';

/**
 * A style sheet that the policy of the document lets in, also where the shopper came to it without loading a
 * new one: from an expired session to the one started in its place. Each answer has a nonce of its own, and
 * the browser knows that of the document alone.
 */
export function NoncedStyle(props: { css: string; nonce: string | undefined }) {
  return <style nonce={documentNonce() ?? props.nonce}>{props.css}</style>;
}

/** Undefined on the server, whose answer is the document. */
function documentNonce(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
}
