import { openDialogFrame } from './dialog-frame.ts';
import { SimulatedElement, integrationError, isRecord } from './element.ts';
import type { ElementGroup } from './element.ts';
import type { FrameChannel } from './frame-channel.ts';
import { WALLET_DONE } from './protocol.ts';
import type { FrameError, FrameEvents, WalletType } from './protocol.ts';

/** A page has to answer a click within this time, or no sheet opens. */
const ANSWER_TIMEOUT_MS = 1000;

const NAMES: Readonly<Record<WalletType, string>> = {
  apple_pay: 'Apple Pay',
  google_pay: 'Google Pay',
};

/**
 * The Express Checkout Element: buttons in a frame, `click` for the page to resolve or reject, the
 * wallet's sheet over the page, then `confirm` or `cancel`.
 */
export class ExpressElement extends SimulatedElement {
  readonly #group: ElementGroup;
  /** A press under way: until its sheet is closed, further presses open none. */
  #busy = false;
  /** What the sheet gave; used up by one confirmation token. */
  #token: string | null = null;

  constructor(options: Readonly<Record<string, unknown>>, group: ElementGroup) {
    super('expressCheckout', options, group);
    this.#group = group;
  }

  /** Why nothing can be made of it yet: no sheet was approved. Null once one was. */
  notAuthorized(): FrameError | null {
    if (this.#token !== null) return null;
    return { type: 'validation_error', code: 'incomplete', message: 'No wallet was approved.' };
  }

  override paymentData(): Readonly<Record<string, unknown>> {
    const token = this.#token;
    this.#token = null;
    return { card: { token } };
  }

  protected override async readyDetails(
    channel: FrameChannel,
  ): Promise<Readonly<Record<string, unknown>>> {
    const shown = await channel.call('shownWallets', undefined);
    if (shown.length === 0) return { availablePaymentMethods: undefined };
    return {
      availablePaymentMethods: {
        amazonPay: false,
        applePay: shown.includes('apple_pay'),
        googlePay: shown.includes('google_pay'),
        klarna: false,
        link: false,
        paypal: false,
      },
    };
  }

  protected override receiveOwn(name: keyof FrameEvents, payload: unknown): void {
    if (name !== 'press' || !isRecord(payload)) return;
    void this.#press(payload['wallet'] === 'apple_pay' ? 'apple_pay' : 'google_pay');
  }

  async #press(wallet: WalletType): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#token = null;
    try {
      if (!(await this.#asked(wallet))) return;
      const done = await openDialogFrame({
        url: this.#sheetAddress(wallet),
        name: '__stripeJSWalletFrame',
        title: NAMES[wallet],
        height: '460px',
        doneType: WALLET_DONE,
      });
      if (typeof done['token'] !== 'string') {
        this.emit('cancel');
        return;
      }
      this.#token = done['token'];
      this.emit('confirm', {
        expressPaymentType: wallet,
        // The sheet is gone by now; there is nobody to tell.
        paymentFailed: () => undefined,
      });
    } finally {
      this.#busy = false;
    }
  }

  /** Puts the click to the page, and answers whether it wants the sheet. */
  #asked(wallet: WalletType): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        console.error(
          integrationError('The click event was neither resolved nor rejected within a second.'),
        );
        resolve(false);
      }, ANSWER_TIMEOUT_MS);
      const answer = (open: boolean) => () => {
        clearTimeout(timer);
        resolve(open);
      };
      this.emit('click', {
        expressPaymentType: wallet,
        resolve: answer(true),
        reject: answer(false),
      });
    });
  }

  #sheetAddress(wallet: WalletType): string {
    const { origin, publishableKey } = this.#group;
    const { amount, currency } = this.#group.payment();
    const business = this.option('business');
    const url = new URL(`${origin}/stripe-js/wallet/${wallet}`);
    for (const [name, value] of Object.entries({
      key: publishableKey,
      amount: String(amount),
      currency,
      locale: this.#group.locale(),
      business: isRecord(business) ? String(business['name']) : '',
      parent_origin: window.location.origin,
    })) {
      url.searchParams.set(name, value);
    }
    return url.href;
  }
}
