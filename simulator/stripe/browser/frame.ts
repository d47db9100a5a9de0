import { callApi } from './api-client.ts';
import { applyAppearance } from './appearance.ts';
import { CardForm } from './card-form.ts';
import type { TypedCard } from './card-form.ts';
import { problemWith } from './card-values.ts';
import type { FieldName } from './card-values.ts';
import { serveExpress } from './express-frame.ts';
import { serveFrame } from './frame-port.ts';
import { messagesFor } from './messages.ts';
import type { ErrorCode } from './messages.ts';
import { isSetupSecret } from './protocol.ts';
import type { ApiResult, ControllerParams, FrameSettings } from './protocol.ts';
import { SplitFields } from './split-fields.ts';

const FIELDS: Readonly<Record<string, readonly FieldName[]>> = {
  payment: ['number', 'expiry', 'cvc'],
  card: ['number', 'expiry', 'cvc'],
  cardNumber: ['number'],
  cardExpiry: ['expiry'],
  cardCvc: ['cvc'],
};

const element = document.body.dataset['element'] ?? '';
const fields = FIELDS[element];
if (element === 'expressCheckout') serveExpress();
else if (fields === undefined) serveController();
else serveFields(element, fields);

/** The hidden frame that speaks to the API for the page. */
function serveController(): void {
  serveFrame({
    retrieveIntent: ({ publishableKey, clientSecret }) =>
      callApi(publishableKey, 'GET', intentPath(clientSecret), { client_secret: clientSecret }),
    confirmIntent: ({ publishableKey, clientSecret, body }) =>
      callApi(publishableKey, 'POST', `${intentPath(clientSecret)}/confirm`, {
        ...body,
        client_secret: clientSecret,
      }),
  });
}

function intentPath(clientSecret: ControllerParams['clientSecret']): string {
  const id = clientSecret.split('_secret_')[0] ?? '';
  return `/v1/${isSetupSecret(clientSecret) ? 'setup' : 'payment'}_intents/${encodeURIComponent(id)}`;
}

/** A visible frame with card fields. What is typed leaves it only for the API of its own origin. */
function serveFields(type: string, names: readonly FieldName[]): void {
  let settings: FrameSettings | null = null;
  let siblings: SplitFields | null = null;
  const form = new CardForm(names, type === 'payment', {
    onChange(change) {
      port.emit('change', change);
      if (names.length === 1 && names[0] === 'number') {
        siblings?.tellNumber(form.typed().number ?? '');
      }
    },
    onFocus: () => port.emit('focus', null),
    onBlur: () => port.emit('blur', null),
    onEscape: () => port.emit('escape', null),
    onEnter: () => port.emit('enter', null),
  });
  const send = async (
    path: string,
    build: (card: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ): Promise<ApiResult> => {
    if (settings === null) throw new Error('The frame has not been set up.');
    const problem = form.validate();
    if (problem !== null) return { ok: false, error: problem };
    const card = siblings === null ? form.typed() : await siblings.collect(form.typed());
    const missing = firstProblem(card);
    if (missing !== null) {
      const message = messagesFor(settings.locale).errors[missing];
      return { ok: false, error: { type: 'validation_error', code: missing, message } };
    }
    return callApi(settings.publishableKey, 'POST', path, build({ ...card }));
  };
  const port = serveFrame({
    configure(next) {
      settings = next;
      if (names.length === 1) siblings ??= new SplitFields(next.groupId, form);
      applyAppearance(next.appearance, next.options['style']);
      form.localize(next.locale, next.options);
    },
    focus: () => form.focus(),
    blur: () => form.blur(),
    clear: () => form.clear(),
    validate: () => form.validate(),
    createConfirmationToken: (params) =>
      send('/v1/confirmation_tokens', (card) => {
        const { payment_method_data: data, ...rest } = params;
        return {
          ...rest,
          use_stripe_sdk: true,
          payment_method_data: { ...(typeof data === 'object' ? data : {}), type: 'card', card },
        };
      }),
    createPaymentMethod: (params) =>
      send('/v1/payment_methods', (card) => ({ ...params, type: 'card', card })),
  });
  document.body.append(form.element);
  new ResizeObserver(() => {
    port.emit('resize', { height: Math.ceil(form.element.getBoundingClientRect().height) });
  }).observe(form.element);
}

function firstProblem(card: TypedCard): ErrorCode | null {
  const now = new Date();
  const number = card.number ?? '';
  const month = String(card.exp_month ?? '').padStart(2, '0');
  const expiry =
    card.exp_year === undefined ? '' : `${month}${String(card.exp_year % 100).padStart(2, '0')}`;
  return (
    problemWith('number', number, number, now) ??
    problemWith('expiry', expiry, number, now) ??
    problemWith('cvc', card.cvc ?? '', number, now)
  );
}
