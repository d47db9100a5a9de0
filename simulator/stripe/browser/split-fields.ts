import type { CardForm, TypedCard } from './card-form.ts';

/** How long to wait for the sibling frames to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2000;
/** A split set has three frames; the one that asks is not its own sibling. */
const SIBLINGS = 2;

type SiblingMessage =
  | { readonly kind: 'ask'; readonly nonce: string }
  | { readonly kind: 'tell'; readonly nonce: string; readonly card: TypedCard }
  | { readonly kind: 'number'; readonly digits: string };

/**
 * Joins the frames of split card fields. They share the simulator's origin, and a BroadcastChannel
 * reaches that origin alone, so the page around them never sees what they exchange.
 */
export class SplitFields {
  readonly #channel: BroadcastChannel;

  constructor(groupId: string, form: CardForm) {
    this.#channel = new BroadcastChannel(`stripe-simulator-fields-${groupId}`);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<SiblingMessage>) => {
      if (data.kind === 'ask') {
        this.#send({ kind: 'tell', nonce: data.nonce, card: form.typed() });
      } else if (data.kind === 'number') {
        form.setSiblingNumber(data.digits);
      }
    });
  }

  /** Tells the other frames the number, on which the security code's length depends. */
  tellNumber(digits: string): void {
    this.#send({ kind: 'number', digits });
  }

  /** This frame's fields and those of the siblings; incomplete if one of them is not there. */
  collect(own: TypedCard): Promise<TypedCard> {
    const nonce = String(crypto.getRandomValues(new Uint32Array(2)));
    return new Promise((resolve) => {
      let card = own;
      let answers = 0;
      const finish = (): void => {
        clearTimeout(timer);
        this.#channel.removeEventListener('message', onMessage);
        resolve(card);
      };
      const onMessage = ({ data }: MessageEvent<SiblingMessage>): void => {
        if (data.kind !== 'tell' || data.nonce !== nonce) return;
        card = { ...data.card, ...card };
        answers += 1;
        if (isComplete(card) || answers === SIBLINGS) finish();
      };
      const timer = setTimeout(finish, ANSWER_TIMEOUT_MS);
      this.#channel.addEventListener('message', onMessage);
      if (isComplete(card)) finish();
      else this.#send({ kind: 'ask', nonce });
    });
  }

  #send(message: SiblingMessage): void {
    this.#channel.postMessage(message);
  }
}

function isComplete(card: TypedCard): boolean {
  return card.number !== undefined && card.exp_month !== undefined && card.cvc !== undefined;
}
