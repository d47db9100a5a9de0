import { NextResponse } from 'next/server';

/** A policy with a nonce, as Next's guide to content security policies has it. See instrumentation.js too. */
export function proxy(request) {
  const nonce = btoa(crypto.randomUUID());
  const policy = `default-src 'self'; script-src 'nonce-${nonce}' 'strict-dynamic'`;
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}

export const config = { matcher: '/nonced' };
