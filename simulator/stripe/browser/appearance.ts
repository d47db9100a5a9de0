import type { Appearance } from './protocol.ts';

type Properties = Readonly<Record<string, unknown>>;

const THEMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stripe: {
    colorPrimary: '#0570de',
    colorBackground: '#ffffff',
    colorText: '#30313d',
    colorTextPlaceholder: '#757680',
    colorDanger: '#df1b41',
    colorBorder: '#e0e0e0',
  },
  night: {
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#ffffff',
    colorTextPlaceholder: '#a3a5b5',
    colorDanger: '#fe87a1',
    colorBorder: '#424353',
  },
  flat: {
    colorPrimary: '#0570de',
    colorBackground: '#f1f1f1',
    colorText: '#30313d',
    colorTextPlaceholder: '#6d6e78',
    colorDanger: '#df1b41',
    colorBorder: 'transparent',
  },
};

const SHARED: Readonly<Record<string, string>> = {
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang HK", "Noto Sans HK", sans-serif',
  fontSizeBase: '16px',
  fontLineHeight: '1.3',
  fontWeightNormal: '400',
  borderRadius: '5px',
  spacingUnit: '4px',
};

/** The classes that `appearance.rules` may style; others of Stripe's have no counterpart here. */
const SELECTOR =
  /^\.(Input|Label|Error)(--(invalid|empty))?(:(focus|hover|disabled|focus-visible|autofill))?(::placeholder)?$/;

const BASE_CSS = `
  :root { color-scheme: light; }
  * { box-sizing: border-box; }
  body { margin: 0; background: transparent; color: var(--colorText); overflow: hidden;
    font: var(--fontWeightNormal) var(--fontSizeBase)/var(--fontLineHeight) var(--fontFamily); }
  [hidden] { display: none !important; }
  .Form--grid { display: grid; grid-template-columns: 1fr 1fr; gap: calc(var(--spacingUnit) * 3); padding: 4px; }
  .Form--grid .Field--number { grid-column: 1 / -1; }
  .Field { min-width: 0; }
  .InputLine { position: relative; }
  .Label { display: block; margin-bottom: var(--spacingUnit); font-size: 0.93em; color: var(--colorText); }
  .Input { width: 100%; min-height: 44px; padding: calc(var(--spacingUnit) * 2.5) calc(var(--spacingUnit) * 3);
    font: inherit; color: inherit; background: var(--colorBackground); border: 1px solid var(--colorBorder);
    border-radius: var(--borderRadius); outline: none; }
  .Input::placeholder { color: var(--colorTextPlaceholder); opacity: 1; }
  .Input:focus { border-color: var(--colorPrimary);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--colorPrimary) 25%, transparent), 0 0 0 1px var(--colorPrimary); }
  .Input--invalid { border-color: var(--colorDanger); color: var(--colorDanger); }
  .Error { margin: var(--spacingUnit) 0 0; font-size: 0.87em; color: var(--colorDanger); }
  .Error:empty { margin: 0; }
  .Field--number .Input { padding-right: 6.5em; }
  .BrandMark { position: absolute; right: calc(var(--spacingUnit) * 2.5); top: 50%; transform: translateY(-50%);
    padding: 2px 6px; border: 1px solid var(--colorBorder); border-radius: 4px; font-size: 0.75em;
    font-weight: 600; background: var(--colorBackground); color: var(--colorText); pointer-events: none; }
  .Form--row { display: flex; align-items: center; }
  .Form--row .Field { flex: 1 1 5em; }
  .Form--row .Field--number { flex: 3 1 11em; }
  .Form--row .Input { min-height: 0; padding: 0; border: 0; border-radius: 0; background: transparent; }
  .Form--row .Field--number .Input { padding-right: 5em; }
  .Form--row .Input:focus { box-shadow: none; }`;

const STYLE_STATES: Readonly<Record<string, string>> = {
  base: '.Input',
  empty: '.Input--empty',
  invalid: '.Input--invalid',
};

const base = new CSSStyleSheet();
base.replaceSync(BASE_CSS);
const own = new CSSStyleSheet();

/**
 * Applies `appearance` (and, for split fields, `style`) to this frame. Values go through CSSOM one
 * property at a time, so that none can break out of its declaration.
 */
export function applyAppearance(appearance: Appearance, style: unknown): void {
  document.adoptedStyleSheets = [base, own];
  const theme = THEMES[appearance.theme ?? 'stripe'] ?? THEMES['stripe'];
  const variables: Properties = { ...SHARED, ...theme, ...appearance.variables };
  for (const [name, value] of Object.entries(variables)) {
    if (/^[a-zA-Z]+$/.test(name) && typeof value === 'string') {
      document.documentElement.style.setProperty(`--${name}`, value);
    }
  }
  own.replaceSync('');
  for (const [selector, properties] of Object.entries(appearance.rules ?? {})) {
    if (SELECTOR.test(selector)) addRule(selector, properties);
  }
  if (isRecord(style)) addElementStyle(style);
}

function addElementStyle(style: Properties): void {
  for (const [state, selector] of Object.entries(STYLE_STATES)) {
    const variant = style[state];
    if (!isRecord(variant)) continue;
    addRule(selector, variant);
    for (const [pseudo, properties] of Object.entries(variant)) {
      if (/^::?(placeholder|focus|hover|disabled)$/.test(pseudo) && isRecord(properties)) {
        addRule(selector + pseudo, properties);
      }
    }
  }
}

function addRule(selector: string, properties: Properties): void {
  const index = own.insertRule(`${selector} {}`, own.cssRules.length);
  const rule = own.cssRules[index];
  if (!(rule instanceof CSSStyleRule)) return;
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const property = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    rule.style.setProperty(property, String(value));
  }
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null;
}
