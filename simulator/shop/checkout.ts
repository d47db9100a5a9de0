import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import type { CartLine } from './cart.ts';
import { cartTotal } from './cart.ts';
import type { Order, OrderStore, Till } from './order-store.ts';
import type { Language } from './texts.ts';

export interface CheckoutInput {
  readonly lines: readonly CartLine[];
  readonly language: Language;
  readonly email: string | null;
  readonly fromCart: boolean;
  readonly till: Till;
  /** Whether the payment page is shown inside a page of the shop’s own. */
  readonly payHere: boolean;
}

export interface TillKeys {
  readonly secretKey: string;
  readonly webhookSecret: string;
}

export interface Checkout {
  /** Places an order and opens its payment page; `url` is where the shopper pays. @throws Stripe.errors.StripeError */
  begin(input: CheckoutInput): Promise<{ readonly order: Order; readonly url: string }>;
  /** Gives back a part of what was paid, or all of it; the amount in minor units. @throws Stripe.errors.StripeError */
  refund(order: Order, amountMinor: number): Promise<Order>;
  /** Verifies a notification and applies it once. @throws when the signature is wrong. */
  receive(rawBody: string, signature: string): 'applied' | 'ignored';
}

export interface CheckoutOptions {
  readonly shopOrigin: string;
  readonly prayaOrigin: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where FPS goes to the shop's own bank account, if it has such a till. */
  readonly direct: TillKeys | null;
  readonly orders: OrderStore;
  readonly now: () => Date;
}

/** The shop's payments: the official Stripe SDK, with nothing changed but the address it calls. */
export function createCheckout(options: CheckoutOptions): Checkout {
  const { orders, now, shopOrigin } = options;
  const praya = new URL(options.prayaOrigin);
  const protocol = praya.protocol === 'https:' ? 'https' : 'http';
  const clientOf = (secretKey: string) =>
    new Stripe(secretKey, {
      host: praya.hostname,
      port: praya.port === '' ? (protocol === 'https' ? 443 : 80) : Number(praya.port),
      protocol,
    });
  const usual = clientOf(options.secretKey);
  const clients: Readonly<Record<Till, Stripe>> = {
    usual,
    direct: options.direct === null ? usual : clientOf(options.direct.secretKey),
  };
  const webhookSecrets = [
    options.webhookSecret,
    ...(options.direct === null ? [] : [options.direct.webhookSecret]),
  ];

  return {
    async begin({ lines, email, ...about }) {
      const order = newOrder({ lines, ...about }, now());
      orders.put(order);
      const session = await openSession(clients[order.till], order, lines, email).catch(
        (error: unknown) => {
          orders.put({ ...order, status: 'failed' });
          throw error;
        },
      );
      const url = order.payHere ? `/orders/${order.id}/pay` : session.url;
      if (url === null) throw new Error(`the checkout session ${session.id} has no page`);
      // Not `order`: the webhook may have changed it while the answer was on its way.
      orders.put({ ...(orders.find(order.id) ?? order), sessionId: session.id });
      return { order, url };
    },

    async refund(order, amountMinor) {
      if (order.paymentIntent === null) throw new Error(`order ${order.id} is not paid`);
      const refund = await clients[order.till].refunds.create(
        {
          payment_intent: order.paymentIntent,
          amount: amountMinor,
          reason: 'requested_by_customer',
          metadata: { order: order.id },
        },
        // Pressed twice, it is given back once: what was refunded before makes the key.
        { idempotencyKey: `refund-${order.id}-${order.refundedMinor}-${amountMinor}` },
      );
      const current = orders.find(order.id) ?? order;
      const refundedMinor = Math.max(current.refundedMinor, order.refundedMinor + refund.amount);
      const next = { ...current, refundedMinor };
      orders.put(next);
      return next;
    },

    receive(rawBody, signature) {
      const event = verified(rawBody, signature);
      switch (event.type) {
        case 'checkout.session.completed':
        case 'checkout.session.async_payment_succeeded': {
          const session = event.data.object;
          // Completed but unpaid: the shopper is done and the money is on its way.
          if (session.payment_status !== 'paid') return 'ignored';
          return apply(event.id, session, (order) => {
            if (order.totalMinor !== session.amount_total || session.currency !== 'hkd') {
              throw new Error(`order ${order.id} was paid with another amount than its total`);
            }
            return {
              ...order,
              status: 'paid',
              paidAt: order.paidAt ?? now().toISOString(),
              paymentIntent: idOf(session.payment_intent),
            };
          });
        }
        case 'checkout.session.async_payment_failed':
          return apply(event.id, event.data.object, (order) => unlessPaid(order, 'failed'));
        case 'checkout.session.expired':
          return apply(event.id, event.data.object, (order) => unlessPaid(order, 'expired'));
        // Also what was given back elsewhere, by the shop's bookkeeping for instance.
        case 'charge.refunded': {
          const charge = event.data.object;
          const order = orders.findByPayment(idOf(charge.payment_intent) ?? '');
          if (order === null) return 'ignored';
          const change = (current: Order): Order => ({
            ...current,
            refundedMinor: Math.max(current.refundedMinor, charge.amount_refunded),
          });
          return orders.applyEvent(event.id, order.id, change) ? 'applied' : 'ignored';
        }
        default:
          return 'ignored';
      }
    },
  };

  /** Each till's notifications are signed with a secret of its own. @throws when none of them fits. */
  function verified(rawBody: string, signature: string): Stripe.Event {
    let refusal: unknown;
    for (const secret of webhookSecrets) {
      try {
        return usual.webhooks.constructEvent(rawBody, signature, secret);
      } catch (error) {
        refusal ??= error;
      }
    }
    throw refusal;
  }

  function openSession(
    stripe: Stripe,
    order: Order,
    lines: readonly CartLine[],
    email: string | null,
  ): Promise<Stripe.Checkout.Session> {
    const orderPage = `${shopOrigin}/orders/${order.id}?session_id={CHECKOUT_SESSION_ID}`;
    return stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: lines.map(({ product, quantity }) => ({
          price_data: {
            currency: 'hkd',
            unit_amount: product.priceMinor,
            product_data: { name: product.name[order.language] },
          },
          quantity,
        })),
        ...(order.payHere
          ? { ui_mode: 'embedded_page', return_url: orderPage }
          : {
              success_url: orderPage,
              cancel_url: `${shopOrigin}/cart?cancelled=${order.id}`,
            }),
        client_reference_id: order.id,
        ...(email === null ? {} : { customer_email: email }),
        locale: order.language,
        metadata: { order: order.id },
      },
      { idempotencyKey: `order-${order.id}` },
    );
  }

  function apply(
    eventId: string,
    session: Stripe.Checkout.Session,
    change: (order: Order) => Order,
  ): 'applied' | 'ignored' {
    const orderId = session.client_reference_id ?? '';
    return orders.applyEvent(eventId, orderId, change) ? 'applied' : 'ignored';
  }
}

function idOf(object: string | { readonly id: string } | null): string | null {
  return typeof object === 'string' ? object : (object?.id ?? null);
}

/** Notifications come in any order: one that arrives late never undoes a payment. */
function unlessPaid(order: Order, status: 'failed' | 'expired'): Order {
  return order.status === 'paid' ? order : { ...order, status };
}

function newOrder(
  { lines, language, fromCart, till, payHere }: Omit<CheckoutInput, 'email'>,
  at: Date,
): Order {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const letters = [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return {
    id: `HT-${letters}`,
    status: 'pending',
    lines: lines.map(({ product, quantity }) => ({
      product: product.id,
      quantity,
      unitMinor: product.priceMinor,
    })),
    totalMinor: cartTotal(lines),
    language,
    fromCart,
    createdAt: at.toISOString(),
    sessionId: null,
    paidAt: null,
    paymentIntent: null,
    refundedMinor: 0,
    till,
    payHere,
  };
}
