import Stripe from 'stripe';
import { createApiKey } from '#lib/operations/admin/create-api-key.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { startApiListener } from '../api-listener.ts';
import { conforming } from './conforming.ts';
import { type Handle, handlingRequests } from './handle-requests.ts';

/**
 * The merchant API on a loopback port, as the SDKs reach it. Every answer is held to the SDK's typings on its
 * way out.
 */
export interface ApiServer {
  readonly origin: string;
  /** The official SDK, pointed here; it never retries by itself unless told to. */
  stripe(key: string, options?: { maxNetworkRetries?: number }): Stripe;
  close(): Promise<void>;
}

export async function startApiServer(handle: Handle): Promise<ApiServer> {
  const listener = await startApiListener(handlingRequests(conforming(handle)), {
    port: 0,
    host: '127.0.0.1',
  });
  const { port } = listener;
  return {
    origin: `http://127.0.0.1:${port}`,
    stripe: (key, options) =>
      new Stripe(key, {
        host: '127.0.0.1',
        port,
        protocol: 'http',
        maxNetworkRetries: 0,
        telemetry: false,
        ...options,
      }),
    close: () => listener.close(0),
  };
}

/** A new test-mode key of a merchant. */
export async function testKey(context: AppContext, merchant: string): Promise<string> {
  return (await createApiKey(context, { merchant, mode: 'test' })).key;
}

/** The id of what an object names or holds. Throws where it does neither. */
export function idOf(named: string | { readonly id: string } | null | undefined): string {
  if (named === null || named === undefined) throw new Error('Nothing is named there.');
  return typeof named === 'string' ? named : named.id;
}
