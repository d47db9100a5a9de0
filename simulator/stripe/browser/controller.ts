import { connectFrame } from './frame-channel.ts';
import type { FrameChannel } from './frame-channel.ts';
import type { ApiResult, FrameError } from './protocol.ts';

/**
 * The hidden frame through which the page speaks to the API, so that the page needs no `connect-src`
 * of its own. It is made at the first call; a failed load is tried again at the next.
 */
export class Controller {
  readonly #origin: string;
  readonly #publishableKey: string;
  #connection: Promise<FrameChannel> | null = null;

  constructor(origin: string, publishableKey: string) {
    this.#origin = origin;
    this.#publishableKey = publishableKey;
  }

  retrieve(clientSecret: string): Promise<ApiResult> {
    return this.#attempt((channel) =>
      channel.call('retrieveIntent', {
        publishableKey: this.#publishableKey,
        clientSecret,
      }),
    );
  }

  confirm(clientSecret: string, body: Readonly<Record<string, unknown>>): Promise<ApiResult> {
    return this.#attempt((channel) =>
      channel.call('confirmIntent', {
        publishableKey: this.#publishableKey,
        clientSecret,
        body,
      }),
    );
  }

  async #attempt(call: (channel: FrameChannel) => Promise<ApiResult>): Promise<ApiResult> {
    try {
      this.#connection ??= this.#connect();
      return await call(await this.#connection);
    } catch (error) {
      this.#connection = null;
      const message = error instanceof Error ? error.message : String(error);
      const connectionError: FrameError = { type: 'api_connection_error', message };
      return { ok: false, error: connectionError };
    }
  }

  #connect(): Promise<FrameChannel> {
    const frame = document.createElement('iframe');
    frame.name = '__privateStripeController';
    frame.title = 'Stripe controller';
    frame.src = `${this.#origin}/stripe-js/frame/controller`;
    frame.tabIndex = -1;
    frame.setAttribute('aria-hidden', 'true');
    Object.assign(frame.style, {
      position: 'absolute',
      width: '1px',
      height: '1px',
      border: '0',
      opacity: '0',
      pointerEvents: 'none',
    });
    const connection = connectFrame(frame, this.#origin, () => undefined);
    document.body.append(frame);
    connection.catch(() => frame.remove());
    return connection;
  }
}
