import { CONNECT } from './protocol.ts';
import type { FrameEvents, FrameMethods, PortMessage } from './protocol.ts';

export interface FramePort {
  emit<E extends keyof FrameEvents>(name: E, payload: FrameEvents[E]): void;
}

/**
 * The frame's end of the channel: takes the first port that the page around it sends, and answers
 * calls on it. Later connections are ignored, so that no other window can take over the frame.
 */
export function serveFrame(methods: Partial<FrameMethods>): FramePort {
  let port: MessagePort | null = null;
  const send = (message: PortMessage): void => port?.postMessage(message);
  const onConnect = (event: MessageEvent<{ type?: unknown }>): void => {
    const [received] = event.ports;
    if (event.source !== window.parent || event.data.type !== CONNECT || received === undefined) {
      return;
    }
    window.removeEventListener('message', onConnect);
    port = received;
    port.addEventListener('message', ({ data }: MessageEvent<PortMessage>) => {
      if (data.kind === 'call') void answer(methods, data.id, data.method, data.args, send);
    });
    port.start();
    send({ kind: 'event', name: 'ready', payload: null });
  };
  window.addEventListener('message', onConnect);
  return { emit: (name, payload) => send({ kind: 'event', name, payload }) };
}

async function answer(
  methods: Partial<FrameMethods>,
  id: number,
  method: string,
  args: unknown,
  send: (message: PortMessage) => void,
): Promise<void> {
  const handler = Object.hasOwn(methods, method)
    ? // Both ends are built from `FrameMethods`; the page passes what the method takes.
      (methods[method as keyof FrameMethods] as ((args: unknown) => unknown) | undefined)
    : undefined;
  if (handler === undefined) {
    send({ kind: 'failure', id, message: `The frame has no method ${method}.` });
    return;
  }
  try {
    send({ kind: 'result', id, value: await handler(args) });
  } catch (error) {
    send({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
}
