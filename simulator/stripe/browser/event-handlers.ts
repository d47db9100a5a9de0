type Handler = (event: unknown) => void;

/** `on`, `once` and `off` as Stripe.js Elements have them. */
export class EventHandlers {
  readonly #handlers = new Map<string, { readonly handler: Handler; readonly once: boolean }[]>();

  add(name: string, handler: Handler, once: boolean): void {
    const list = this.#handlers.get(name) ?? [];
    list.push({ handler, once });
    this.#handlers.set(name, list);
  }

  /** Without a handler, removes all of the event's. */
  remove(name: string, handler?: Handler): void {
    const list = this.#handlers.get(name) ?? [];
    const kept = handler === undefined ? [] : list.filter((entry) => entry.handler !== handler);
    this.#handlers.set(name, kept);
  }

  emit(name: string, event: unknown): void {
    const list = this.#handlers.get(name) ?? [];
    this.#handlers.set(
      name,
      list.filter(({ once }) => !once),
    );
    for (const { handler } of list) handler(event);
  }
}
