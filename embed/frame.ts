import {
  EMBED_MARK,
  type Marked,
  type ParentMessage,
  readMark,
} from '../lib/domain/embed-message.ts';
import type { PrayaEmbed, PrayaEmbedError } from '../public/checkout.d.ts';
import { type Asked, SESSION, frameOf, wrong } from './destination.ts';

const FIRST_HEIGHT_PX = 560;
const MAX_HEIGHT_PX = 10_000;
/** After the frame has loaded, its page says so within this, on a slow phone too. */
const READY_WITHIN_MS = 20_000;
const CALLBACKS = ['onReady', 'onComplete', 'onCancel', 'onError'];
/** A page of a session, which leads to a wallet. */
const PAY_PATH = /^\/(?:zh-HK|en)\/pay\/cs_[\w/]+$/;

/** Shows a session's page inside `target`, and hands on what it says. */
export function createEmbed(origin: string, target: Element, options: unknown): PrayaEmbed {
  const { sessionId, address } = frameOf(origin, options);
  const asked = options as Asked; // an object: frameOf has read it
  for (const name of CALLBACKS) {
    if (asked[name] !== undefined && typeof asked[name] !== 'function') {
      throw wrong(`${name} must be a function`);
    }
  }
  const frame = document.createElement('iframe');
  frame.src = address;
  frame.title = typeof asked['title'] === 'string' ? asked['title'] : 'Payment 付款';
  frame.allow = 'payment; clipboard-write';
  frame.style.cssText = `display:block;width:100%;border:0;height:${FIRST_HEIGHT_PX}px`;
  let ready = false;
  let complete = false;
  let timer = 0;

  const say = (name: string, detail: unknown = null): void => {
    const callback = asked[`on${name[0]?.toUpperCase()}${name.slice(1)}`];
    if (typeof callback === 'function') callback(detail);
    target.dispatchEvent(new CustomEvent(`praya:${name}`, { detail, bubbles: true }));
  };
  const fail = (code: PrayaEmbedError['code'], message: string): void => {
    console.error(`Praya: ${message}`);
    say('error', { code, message });
  };

  const onMessage = (event: MessageEvent): void => {
    // Any window can send any message: ours come from our origin and from this frame.
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const message = readMark(event.data) as Asked | null; // each part is looked at below
    const type = message?.['type'];
    if (message === null) return;
    if (type === 'ready') {
      clearTimeout(timer);
      const cancel = typeof asked['onCancel'] === 'function';
      const answer: Marked<ParentMessage> = { from: EMBED_MARK, type: 'options', cancel };
      frame.contentWindow?.postMessage(answer, origin);
      if (!ready) {
        ready = true;
        say('ready');
      }
    } else if (type === 'height') {
      const height = Number(message['height']);
      if (height > 0 && height <= MAX_HEIGHT_PX) frame.style.height = `${height}px`;
    } else if (type === 'complete') {
      if (complete) return;
      complete = true;
      say('complete', { sessionId: idOf(message['sessionId']) ?? sessionId });
      go(message['returnUrl']);
    } else if (type === 'cancel') {
      say('cancel');
    } else if (type === 'error') {
      fail('session_expired', `${sessionId} has expired.`);
    } else if (type === 'leave') {
      const path = String(message['path']);
      if (PAY_PATH.test(path)) location.assign(origin + path);
    }
  };

  addEventListener('message', onMessage);
  frame.addEventListener('load', () => {
    clearTimeout(timer);
    if (ready) return;
    timer = window.setTimeout(
      () =>
        fail(
          'not_loaded',
          `the page of ${sessionId} did not answer. Is ${location.origin} registered for it, and is the ` +
            `session made with ui_mode embedded_page?`,
        ),
      READY_WITHIN_MS,
    );
  });
  target.append(frame);
  return {
    frame,
    destroy() {
      clearTimeout(timer);
      removeEventListener('message', onMessage);
      frame.remove();
    },
  };
}

/** Which session was paid: another than the one that was shown, where the shopper started again. */
function idOf(told: unknown): string | undefined {
  return typeof told === 'string' && SESSION.test(told) ? told : undefined;
}

/** The one address outside our origin that is followed: the merchant's own, which our server kept for it. */
function go(returnUrl: unknown): void {
  if (typeof returnUrl === 'string' && /^https?:\/\//.test(returnUrl)) location.assign(returnUrl);
}
