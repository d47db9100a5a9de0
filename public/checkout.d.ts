/** Types of Praya's script for merchants' pages. See docs/embed.md. */

/** What to pay: exactly one of the three. */
export type PrayaDestination =
  /** A payment link's code, or its address. */
  | { link: string; sessionId?: never; url?: never }
  /** A checkout session's id, `cs_…`. */
  | { sessionId: string; link?: never; url?: never }
  /** A checkout session's `url`. */
  | { url: string; link?: never; sessionId?: never };

export interface PrayaCarried {
  /** The page's language; the browser's own wish unless told. */
  locale?: 'zh-HK' | 'en';
  /** With a payment link: your name for the order, at most 200 characters. */
  clientReferenceId?: string;
}

export interface PrayaButtonOptions {
  /** What the button says, and is called by screen readers. */
  label?: string;
}

/** Which session to show in a frame: exactly one of the three. It must be made with `ui_mode: embedded_page`. */
export type PrayaEmbedSource =
  | { clientSecret: string; sessionId?: never; url?: never }
  | { sessionId: string; clientSecret?: never; url?: never }
  | { url: string; clientSecret?: never; sessionId?: never };

export interface PrayaEmbedError {
  /** `not_loaded`: the page did not come, or the browser refused to frame it. */
  code: 'not_loaded' | 'session_expired';
  message: string;
}

export interface PrayaEmbedOptions {
  locale?: 'zh-HK' | 'en';
  /** What screen readers call the frame. */
  title?: string;
  onReady?: () => void;
  /** It is paid. Act on the webhook, not on this: a browser can be made to say anything. */
  onComplete?: (detail: { sessionId: string }) => void;
  /** The shopper would rather not pay. The button for it is there only if you listen. */
  onCancel?: () => void;
  onError?: (error: PrayaEmbedError) => void;
}

export interface PrayaEmbed {
  readonly frame: HTMLIFrameElement;
  /** Takes the frame out of the page, and listens no more. */
  destroy(): void;
}

export interface PrayaScript {
  /** Goes to the payment page. Throws TypeError where it is not told where that is. */
  redirect(to: PrayaDestination & PrayaCarried): void;
  /** Draws a button that goes there, at the end of `target` (an element or a selector). Throws TypeError. */
  button(
    target: Element | string,
    options: PrayaDestination & PrayaCarried & PrayaButtonOptions,
  ): HTMLAnchorElement;
  /** Shows a session's page in a frame inside `target`. Throws TypeError. */
  embed(target: Element | string, options: PrayaEmbedSource & PrayaEmbedOptions): PrayaEmbed;
}

declare global {
  interface Window {
    Praya: PrayaScript;
  }
  interface HTMLElementEventMap {
    'praya:ready': CustomEvent<null>;
    'praya:complete': CustomEvent<{ sessionId: string }>;
    'praya:cancel': CustomEvent<null>;
    'praya:error': CustomEvent<PrayaEmbedError>;
  }
}
