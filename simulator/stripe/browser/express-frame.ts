import { callApi } from './api-client.ts';
import { serveFrame } from './frame-port.ts';
import { messagesFor } from './messages.ts';
import type { FrameSettings, WalletType } from './protocol.ts';

const WALLETS = [
  { type: 'apple_pay', option: 'applePay', name: 'Apple Pay' },
  { type: 'google_pay', option: 'googlePay', name: 'Google Pay' },
] as const;

const DEFAULT_HEIGHT_PX = 44;

const CSS = `
  :root { color-scheme: light; }
  body { margin: 0; background: transparent; display: grid; gap: 8px; overflow: hidden; }
  button { width: 100%; border: 1px solid transparent; border-radius: var(--radius, 5px); cursor: pointer;
    font: 500 17px/1 system-ui, sans-serif; background: #000; color: #fff; }
  button[data-theme^=white] { background: #fff; color: #000; }
  button[data-theme=white-outline] { border-color: #000; }
  button:focus-visible { outline: 3px solid #7db5ff; outline-offset: -3px; }`;

/** The frame of the express checkout: a button for each wallet that the browser has and the page wants. */
export function serveExpress(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [sheet];
  let settings: FrameSettings | null = null;
  const port = serveFrame({
    configure(next) {
      settings = next;
      draw(next, (wallet) => port.emit('press', { wallet }));
    },
    shownWallets: () =>
      [...document.querySelectorAll('button')].map((button) => button.value as WalletType), // drawn below
    focus: () => document.querySelector('button')?.focus(),
    blur: () => document.querySelector('button')?.blur(),
    clear: () => undefined,
    async createConfirmationToken(params) {
      if (settings === null) throw new Error('The frame has not been set up.');
      const { payment_method_data: data, ...rest } = params;
      return callApi(settings.publishableKey, 'POST', '/v1/confirmation_tokens', {
        ...rest,
        use_stripe_sdk: true,
        payment_method_data: { ...(typeof data === 'object' ? data : {}), type: 'card' },
      });
    },
  });
  new ResizeObserver(() => {
    port.emit('resize', { height: Math.ceil(document.body.getBoundingClientRect().height) });
  }).observe(document.body);
}

function draw(settings: FrameSettings, onPress: (wallet: WalletType) => void): void {
  const { options, locale, appearance } = settings;
  const { lang } = messagesFor(locale);
  document.documentElement.lang = lang;
  const radius = appearance.variables?.['borderRadius'];
  if (radius !== undefined) document.documentElement.style.setProperty('--radius', radius);
  const height = options['buttonHeight'];
  const themes = options['buttonTheme'];
  const buttons = WALLETS.filter(({ type, option }) => isShown(type, option, options)).map(
    ({ type, option, name }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.value = type;
      button.textContent = name;
      button.setAttribute('aria-label', lang === 'en' ? `Pay with ${name}` : `以 ${name} 付款`);
      button.style.height = `${typeof height === 'number' ? height : DEFAULT_HEIGHT_PX}px`;
      button.dataset['theme'] = isRecord(themes) ? String(themes[option]) : 'black';
      button.addEventListener('click', () => onPress(type));
      return button;
    },
  );
  document.body.replaceChildren(...buttons);
}

/** Wanted by the page, had by the browser, and allowed here by the page's Permissions-Policy. */
function isShown(
  type: WalletType,
  option: string,
  options: Readonly<Record<string, unknown>>,
): boolean {
  const wanted = options['paymentMethods'];
  if (isRecord(wanted) && wanted[option] === 'never') return false;
  if (!paymentAllowed()) return false;
  const { applePay, googlePay } = document.body.dataset;
  const setting = type === 'apple_pay' ? applePay : googlePay;
  if (setting !== 'auto') return setting === 'on';
  return type === 'apple_pay' ? 'ApplePaySession' in window : /Chrome\//.test(navigator.userAgent);
}

/** Only Chromium can be asked; elsewhere it is found out by the sheet. */
function paymentAllowed(): boolean {
  if (!('featurePolicy' in document)) return true;
  const policy = document.featurePolicy as { allowsFeature: (feature: string) => boolean }; // Chromium's own
  return policy.allowsFeature('payment');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
