import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Language } from './texts.ts';

/** Which of the shop's two accounts at the checkout takes the money. */
export type Till = 'usual' | 'direct';

export type OrderStatus = 'pending' | 'paid' | 'expired' | 'failed';

export interface OrderLine {
  readonly product: string;
  readonly quantity: number;
  /** HKD minor units, as it was when the order was placed. */
  readonly unitMinor: number;
}

export interface Order {
  readonly id: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly totalMinor: number;
  readonly language: Language;
  readonly fromCart: boolean;
  readonly createdAt: string;
  readonly sessionId: string | null;
  readonly paidAt: string | null;
  /** What a refund is of; null until it is paid. */
  readonly paymentIntent: string | null;
  /** HKD minor units given back. */
  readonly refundedMinor: number;
  /** Which of the shop's accounts was paid, and so refunds. */
  readonly till: Till;
  /** Whether it is paid on a page of the shop’s own, with the payment page inside. */
  readonly payHere: boolean;
}

export interface OrderStore {
  find(id: string): Order | null;
  findByPayment(paymentIntent: string): Order | null;
  /** Newest first. */
  all(): readonly Order[];
  put(order: Order): void;
  /**
   * Applies an event once: the change and the event's id are written in one step, so a crash between
   * them cannot happen. False when the event was seen before.
   */
  applyEvent(eventId: string, orderId: string, change: (order: Order) => Order): boolean;
}

/** Far more than the repeats a sender makes of one event. */
const MAX_EVENTS_KEPT = 10_000;

/** What orders lack that were placed when the shop could do less. */
const OLD_ORDER = {
  paymentIntent: null,
  refundedMinor: 0,
  till: 'usual',
  payHere: false,
} as const;

interface Stored {
  readonly orders: Order[];
  readonly events: string[];
}

/** Orders in one JSON file, replaced whole (write, fsync, rename) at each change. */
export function openOrderStore(path: string): OrderStore {
  mkdirSync(dirname(path), { recursive: true });
  // Our own file, only ever written by `save` below.
  const stored: Stored = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Stored)
    : { orders: [], events: [] };
  const orders = new Map(stored.orders.map((order) => [order.id, { ...OLD_ORDER, ...order }]));
  const events = new Set(stored.events);

  function save(): void {
    const next: Stored = {
      orders: [...orders.values()],
      events: [...events].slice(-MAX_EVENTS_KEPT),
    };
    const file = openSync(`${path}.new`, 'w');
    writeSync(file, JSON.stringify(next, null, 1));
    fsyncSync(file);
    closeSync(file);
    renameSync(`${path}.new`, path);
  }

  return {
    find: (id) => orders.get(id) ?? null,
    findByPayment: (paymentIntent) =>
      [...orders.values()].find((order) => order.paymentIntent === paymentIntent) ?? null,
    all: () => [...orders.values()].toReversed(),
    put(order) {
      orders.set(order.id, order);
      save();
    },
    applyEvent(eventId, orderId, change) {
      const order = orders.get(orderId);
      if (events.has(eventId) || order === undefined) return false;
      orders.set(orderId, change(order));
      events.add(eventId);
      save();
      return true;
    },
  };
}
