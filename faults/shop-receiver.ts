import Stripe from 'stripe';
import { openMailbox } from './mailbox.ts';

/** A merchant's webhook endpoint that believes nothing but the signature, and never dies. */
export interface ShopReceiver {
  readonly url: string;
  /** What it could not make sense of; nothing is the proof. */
  readonly problems: string[];
  expectSecret(secret: string): void;
  /** Ids of the events that came for each session, a repeat once. */
  eventsBySession(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Letters that came, repeats included. */
  letters(): number;
  close(): Promise<void>;
}

export async function openShopReceiver(): Promise<ShopReceiver> {
  const mailbox = await openMailbox();
  const stripe = new Stripe('sk_test_receiver');
  const problems: string[] = [];
  const events = new Map<string, Set<string>>();
  let secret = '';
  let letters = 0;

  /** The official SDK reads what came since, as a merchant's own code would. */
  function read(): void {
    for (const { headers, rawBody } of mailbox.take()) {
      letters += 1;
      try {
        const event = stripe.webhooks.constructEvent(
          rawBody,
          headers['stripe-signature'] ?? '',
          secret,
        );
        if (event.type !== 'checkout.session.completed') continue;
        const session = event.data.object.id;
        events.set(session, (events.get(session) ?? new Set()).add(event.id));
      } catch (error) {
        problems.push(`a letter could not be read: ${String(error)}`);
      }
    }
  }

  return {
    url: `${mailbox.url}/webhooks`,
    problems,
    expectSecret: (expected) => void (secret = expected),
    eventsBySession() {
      read();
      return events;
    },
    letters() {
      read();
      return letters;
    },
    close: mailbox.close,
  };
}
