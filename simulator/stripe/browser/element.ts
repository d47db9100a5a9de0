import { EventHandlers } from './event-handlers.ts';
import { connectFrame } from './frame-channel.ts';
import type { FrameChannel } from './frame-channel.ts';
import { messagesFor } from './messages.ts';
import type {
  Appearance,
  ElementType,
  FieldChange,
  FrameEvents,
  FrameSettings,
} from './protocol.ts';

/** What an Element needs of the `elements()` it was made by. */
export interface ElementGroup {
  readonly origin: string;
  readonly publishableKey: string;
  readonly groupId: string;
  locale(): string;
  appearance(): Appearance;
  /** What is to be paid, in minor units; of no meaning where an intent says it. */
  payment(): { readonly amount: number; readonly currency: string };
  forget(element: SimulatedElement): void;
}

const UNMOUNTED = 'This Element is not mounted, or is still loading.';
const NO_FIELDS: FieldChange = { empty: true, complete: false, brand: 'unknown', error: undefined };
/** Until the frame says its own. */
const INITIAL_HEIGHTS: Partial<Record<ElementType, string>> = {
  payment: '180px',
  expressCheckout: '44px',
};
let frameCount = 0;

/** One Element: a frame on the simulator's origin, and the events it sends. */
export class SimulatedElement {
  readonly type: ElementType;
  readonly #group: ElementGroup;
  readonly #handlers = new EventHandlers();
  #options: Readonly<Record<string, unknown>>;
  #container: HTMLElement | null = null;
  #wrapper: HTMLElement | null = null;
  #connection: Promise<FrameChannel> | null = null;
  #state: FieldChange = NO_FIELDS;
  #destroyed = false;

  constructor(type: ElementType, options: Readonly<Record<string, unknown>>, group: ElementGroup) {
    this.type = type;
    this.#options = options;
    this.#group = group;
  }

  mount(target: string | HTMLElement): void {
    if (this.#destroyed) throw integrationError('This Element has been destroyed.');
    const container = typeof target === 'string' ? document.querySelector(target) : target;
    if (!(container instanceof HTMLElement)) {
      throw integrationError(
        `The selector you specified (${String(target)}) applies to no DOM elements that are currently on the page.`,
      );
    }
    if (this.#container === container && this.#wrapper?.isConnected === true) return;
    if (this.#container !== null) this.unmount();
    container.replaceChildren();
    this.#container = container;
    const frame = this.#createFrame();
    const wrapper = document.createElement('div');
    wrapper.className = '__PrivateStripeElement';
    wrapper.append(frame);
    this.#wrapper = wrapper;
    this.#markContainer();
    const connection = this.#connect(frame, wrapper);
    this.#connection = connection;
    container.append(wrapper);
    this.emit('loaderstart');
    connection
      .then((channel) => this.readyDetails(channel))
      .then(
        (details) => this.#connection === connection && this.emit('ready', details),
        (error: unknown) => this.#connection === connection && this.#reportLoadError(error),
      );
  }

  unmount(): void {
    const connection = this.#connection;
    this.#connection = null;
    // The frame goes; a connection that never came about has nothing to close.
    connection?.then((channel) => channel.close()).catch(() => undefined);
    this.#wrapper?.remove();
    this.#wrapper = null;
    this.#container?.classList.remove(...this.#classes().map(([name]) => name));
    this.#container = null;
    this.#state = NO_FIELDS;
  }

  destroy(): void {
    if (this.#destroyed) throw integrationError('This Element has already been destroyed.');
    this.unmount();
    this.#destroyed = true;
    this.#group.forget(this);
  }

  update(options: Readonly<Record<string, unknown>>): void {
    this.#options = { ...this.#options, ...options };
    void this.refresh();
  }

  on(name: string, handler: (event: unknown) => void): this {
    this.#handlers.add(name, handler, false);
    return this;
  }

  once(name: string, handler: (event: unknown) => void): this {
    this.#handlers.add(name, handler, true);
    return this;
  }

  off(name: string, handler?: (event: unknown) => void): this {
    this.#handlers.remove(name, handler);
    return this;
  }

  focus(): void {
    this.#tell((channel) => channel.call('focus', undefined));
  }

  blur(): void {
    this.#tell((channel) => channel.call('blur', undefined));
  }

  clear(): void {
    this.#tell((channel) => channel.call('clear', undefined));
  }

  /** Closes an accordion in Stripe's own Element; there is only one method here, so it loses focus. */
  collapse(): void {
    this.blur();
  }

  /** The frame, once it has loaded. Throws when the Element is not mounted. */
  channel(): Promise<FrameChannel> {
    return this.#connection ?? Promise.reject(integrationError(UNMOUNTED));
  }

  /** The values the page gave for what the fields do not ask. */
  defaultBillingDetails(): unknown {
    const defaults = this.#options['defaultValues'];
    return isRecord(defaults) ? defaults['billingDetails'] : undefined;
  }

  /** What `payment_method_data` needs besides what the frame itself holds. */
  paymentData(): Readonly<Record<string, unknown>> {
    return {};
  }

  /** What the `ready` event says. */
  protected readyDetails(_channel: FrameChannel): Promise<Readonly<Record<string, unknown>>> {
    return Promise.resolve({});
  }

  /** Takes an event that only one kind of Element has. */
  protected receiveOwn(_name: keyof FrameEvents, _payload: unknown): void {
    // Most have none.
  }

  protected option(name: string): unknown {
    return this.#options[name];
  }

  /** Sends the frame the options as they now are. */
  async refresh(): Promise<void> {
    if (this.#connection === null) return;
    const channel = await this.#connection.catch(() => null);
    await channel?.call('configure', this.#settings());
  }

  #createFrame(): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    frameCount += 1;
    frame.name = `__privateStripeFrame${frameCount}`;
    frame.title = messagesFor(this.#group.locale()).frameTitles[this.type] ?? '';
    frame.src = `${this.#group.origin}/stripe-js/frame/${this.type}`;
    frame.allow = 'payment *';
    // By CSSOM: a strict style-src forbids style attributes in markup, but not this.
    Object.assign(frame.style, {
      border: '0',
      display: 'block',
      width: '100%',
      height: INITIAL_HEIGHTS[this.type] ?? '1.3em',
      minWidth: '100%',
      colorScheme: 'light',
    });
    return frame;
  }

  async #connect(frame: HTMLIFrameElement, wrapper: HTMLElement): Promise<FrameChannel> {
    const channel = await connectFrame(frame, this.#group.origin, (name, payload) => {
      if (this.#wrapper === wrapper) this.#receive(frame, name, payload);
    });
    await channel.call('configure', this.#settings());
    return channel;
  }

  #settings(): FrameSettings {
    const { publishableKey, groupId } = this.#group;
    return {
      publishableKey,
      groupId,
      locale: this.#group.locale(),
      appearance: this.#group.appearance(),
      // Only data crosses over (a page may keep functions among its options); JSON of an object is one.
      options: JSON.parse(JSON.stringify(this.#options)) as Record<string, unknown>,
    };
  }

  #receive(frame: HTMLIFrameElement, name: keyof FrameEvents, payload: unknown): void {
    if (name === 'resize' && isRecord(payload)) {
      frame.style.height = `${Number(payload['height'])}px`;
    } else if (name === 'change') {
      this.#state = payload as FieldChange; // our own frame's event
      this.#markContainer();
      this.emit('change', this.#changeEvent());
    } else if (name === 'enter') {
      this.#container?.closest('form')?.requestSubmit();
    } else if (name === 'focus' || name === 'blur' || name === 'escape') {
      this.#container?.classList.toggle(
        'StripeElement--focus',
        name !== 'blur' && isSplitOrCard(this.type),
      );
      this.emit(name);
    } else {
      this.receiveOwn(name, payload);
    }
  }

  #changeEvent(): Record<string, unknown> {
    const { empty, complete, brand, error } = this.#state;
    const common = { empty, complete, brand, error };
    return this.type === 'payment'
      ? { ...common, collapsed: false, value: { type: 'card' } }
      : { ...common, ...(this.type === 'card' ? { value: { postalCode: '' } } : {}) };
  }

  #markContainer(): void {
    if (!isSplitOrCard(this.type)) return;
    for (const [name, on] of this.#classes()) this.#container?.classList.toggle(name, on);
  }

  #classes(): readonly (readonly [string, boolean])[] {
    const { empty, complete, error } = this.#state;
    return [
      ['StripeElement', true],
      ['StripeElement--empty', empty],
      ['StripeElement--complete', complete],
      ['StripeElement--invalid', error !== undefined],
    ];
  }

  #tell(message: (channel: FrameChannel) => Promise<unknown>): void {
    // A call on an Element that is leaving the page has nobody to tell.
    this.#connection?.then(message).catch(() => undefined);
  }

  #reportLoadError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.emit('loaderror', { error: { type: 'api_connection_error', message } });
  }

  protected emit(name: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#handlers.emit(name, { elementType: this.type, ...details });
  }
}

/** The older Elements, which show their state as classes of the container. */
function isSplitOrCard(type: ElementType): boolean {
  return type !== 'payment' && type !== 'expressCheckout';
}

export function integrationError(message: string): Error {
  const error = new Error(message);
  error.name = 'IntegrationError';
  return error;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
