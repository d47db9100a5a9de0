/**
 * What a page in a frame and the script of the merchant's page around it tell each other. Both come from
 * one release, but a merchant's page can be open for long: what is not understood is left alone.
 */

/** Marks a message as ours among all that windows send each other. */
export const EMBED_MARK = 'praya-checkout';

/** From the framed page. */
export type FrameMessage =
  | { readonly type: 'ready' }
  /** CSS pixels. */
  | { readonly type: 'height'; readonly height: number }
  | {
      readonly type: 'complete';
      readonly sessionId: string;
      /** The merchant's own `return_url`, to go to now; null: stay. */
      readonly returnUrl: string | null;
    }
  | { readonly type: 'cancel' }
  | { readonly type: 'error'; readonly code: 'session_expired' }
  /** A wallet refuses to be framed: the whole window has to go to this page of ours, which leads there. */
  | { readonly type: 'leave'; readonly path: string };

/** To the framed page, in answer to `ready`. */
export interface ParentMessage {
  readonly type: 'options';
  /** The merchant's page wants to hear of a shopper who would rather not pay. */
  readonly cancel: boolean;
}

export type Marked<Message> = Message & { readonly from: typeof EMBED_MARK };

/** The message in `data`, as far as being ours goes; null for anybody else's. */
export function readMark(data: unknown): { readonly type: unknown } | null {
  const ours =
    typeof data === 'object' &&
    data !== null &&
    'from' in data &&
    data.from === EMBED_MARK &&
    'type' in data;
  return ours ? data : null;
}
