import { CONNECT } from './protocol.ts';
import type { FrameEvents, FrameMethods, PortMessage } from './protocol.ts';

/** How long a frame may take to load and to answer its first call, in milliseconds. */
const CONNECT_TIMEOUT_MS = 20_000;

type Args<M extends keyof FrameMethods> = Parameters<FrameMethods[M]>[0];
type Result<M extends keyof FrameMethods> = Awaited<ReturnType<FrameMethods[M]>>;

/** The page's end of a frame. */
export interface FrameChannel {
  call<M extends keyof FrameMethods>(method: M, args: Args<M>): Promise<Result<M>>;
  close(): void;
}

/**
 * Waits for the frame to load and hands it one end of a message channel. Only a document of `origin`
 * can receive it. Rejects when the frame does not answer.
 */
export async function connectFrame(
  frame: HTMLIFrameElement,
  origin: string,
  onEvent: <E extends keyof FrameEvents>(name: E, payload: FrameEvents[E]) => void,
): Promise<FrameChannel> {
  await loaded(frame);
  const { port1: port, port2 } = new MessageChannel();
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (e: Error) => void }
  >();
  let lastId = 0;
  let reportConnected: () => void = () => undefined;
  const connected = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The payment frame did not answer.')),
      CONNECT_TIMEOUT_MS,
    );
    reportConnected = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  port.addEventListener('message', ({ data }: MessageEvent<PortMessage>) => {
    if (data.kind === 'event') {
      if (data.name === 'ready') reportConnected();
      // The frame is ours and built from the same `FrameEvents`.
      onEvent(data.name, data.payload as FrameEvents[typeof data.name]);
      return;
    }
    if (data.kind === 'call') return;
    const waiter = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === 'result') waiter?.resolve(data.value);
    else waiter?.reject(new Error(data.message));
  });
  port.start();
  frame.contentWindow?.postMessage({ type: CONNECT }, origin, [port2]);
  await connected;
  return {
    call(method, args) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        // The frame answers a method with that method's result; the map holds all methods alike.
        waiting.set(id, { resolve: (value) => resolve(value as never), reject });
        port.postMessage({ kind: 'call', id, method, args } satisfies PortMessage);
      });
    },
    close() {
      port.close();
      for (const waiter of waiting.values()) waiter.reject(new Error('The Element was unmounted.'));
      waiting.clear();
    },
  };
}

function loaded(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(), { once: true });
  });
}
