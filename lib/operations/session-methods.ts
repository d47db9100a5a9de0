import type { Db } from '#lib/db/client.ts';
import { listMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import { getProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { METHOD_IDS, isExpressMethod } from '#lib/domain/method-id.ts';
import { money, toMajorString } from '#lib/domain/money.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { type MethodEligibility, eligibleMethods } from '#lib/methods/eligibility.ts';
import { connectAccount } from './connect-provider.ts';
import type { AppContext } from './context.ts';
import { type CreateSessionParams, SessionParamError } from './session-params.ts';

/** Throws SessionParamError where none of the merchant's methods can take `total`, in minor units. */
export async function requirePayable(
  tx: Db,
  asked: {
    merchantId: MerchantId;
    livemode: boolean;
    total: bigint;
    params: Pick<
      CreateSessionParams,
      'currency' | 'allowedMethods' | 'excludedMethods' | 'embed' | 'captureMethod' | 'keepCard'
    >;
  },
): Promise<void> {
  requirePayableWith(await listMethodSettings(tx, asked.merchantId, asked.livemode), asked);
}

/** As `requirePayable`, of settings that were read. */
export function requirePayableWith(
  settings: Awaited<ReturnType<typeof listMethodSettings>>,
  asked: Pick<Parameters<typeof requirePayable>[1], 'total' | 'params'>,
): void {
  const { total, params } = asked;
  const eligible = (captureMethod: 'automatic' | 'manual') =>
    eligibleMethods({
      amount: money(total, params.currency),
      // Nobody knows yet what device will pay; a desktop is offered every method there is.
      device: { form: 'desktop', os: 'other' },
      settings,
      captureMethod,
      allowed: params.allowedMethods,
      excluded: params.excludedMethods ?? null,
      staysInFrame: params.embed?.redirectOnCompletion === 'never',
      keeps: params.keepCard?.asked ?? null,
    });
  const { captureMethod = 'automatic' } = params;
  const methods = eligible(captureMethod);
  if (captureMethod === 'manual' && methods.length === 0) requireHolding(eligible('automatic'));
  requirePayableMethod(methods, { total, params });
}

/** None of these can be held; where there are none at all, that is said instead. */
function requireHolding(others: readonly MethodEligibility[]): void {
  if (others.length === 0) return;
  const names = others.map(({ method }) => method).join(', ');
  const able = METHOD_IDS.filter((method) => METHODS[method].holdsMoney).join(', ');
  throw new SessionParamError(
    'captureMethod',
    `None of the payment methods of this session can hold money (${names}). These can: ${able}.`,
  );
}

/** Throws SessionParamError where the card is to be kept and whoever takes it here cannot. */
export async function requireKeeper(
  context: AppContext,
  tx: Db,
  asked: { merchantId: MerchantId; livemode: boolean; params: CreateSessionParams },
): Promise<void> {
  const { merchantId, livemode, params } = asked;
  if ((params.keepCard ?? null) === null) return;
  if ((params.customerId ?? null) === null) {
    throw new SessionParamError('keepCard', 'A card is kept for a customer: send customer too.');
  }
  const settings = await listMethodSettings(tx, merchantId, livemode);
  const card = settings.find(({ method, enabled }) => method === 'card' && enabled);
  if (card === undefined || params.allowedMethods?.includes('card') === false) {
    throw new SessionParamError('keepCard', 'Only cards can be kept, and this session takes none.');
  }
  const account = await getProviderAccount(tx, card.providerAccountId);
  if (connectAccount(context, account).savedCards === null) {
    throw new SessionParamError(
      'keepCard',
      `Cards go through ${account.provider} here, where they cannot be kept.`,
    );
  }
}

/** A session that nobody could pay is refused here rather than shown to a shopper. */
function requirePayableMethod(
  methods: readonly MethodEligibility[],
  facts: {
    total: bigint;
    params: Pick<CreateSessionParams, 'currency' | 'allowedMethods' | 'excludedMethods'>;
  },
): void {
  const { params } = facts;
  const payable = methods.filter(({ reason }) => reason === null);
  if (payable.some(({ method }) => !isExpressMethod(method))) return;
  if (payable.length > 0) {
    throw new SessionParamError(
      'allowedMethods',
      'Not every browser has Apple Pay or Google Pay: allow another payment method beside them.',
    );
  }
  if (!methods.some(({ reason }) => reason?.code !== 'switched_off')) {
    throw new SessionParamError('allowedMethods', nothingSetUp(params));
  }
  const amount = `${toMajorString(money(facts.total, params.currency))} ${params.currency}`;
  const problems = methods.map((method) => problemOf(method, params.currency)).join('; ');
  throw new SessionParamError(
    'allowedMethods',
    `No payment method of this session can take ${amount}: ${problems}.`,
  );
}

function nothingSetUp({
  allowedMethods,
  excludedMethods,
}: Pick<CreateSessionParams, 'allowedMethods' | 'excludedMethods'>): string {
  if (allowedMethods !== null) {
    return `None of these payment methods is set up. Praya knows ${METHOD_IDS.join(', ')}.`;
  }
  return excludedMethods == null
    ? 'This account has no payment methods set up in this mode.'
    : 'None of the payment methods that this account has set up is left.';
}

function problemOf({ method, reason }: MethodEligibility, currency: CurrencyCode): string {
  switch (reason?.code) {
    case 'below_minimum':
      return `${method} takes ${toMajorString(money(reason.minMinor, currency))} or more`;
    case 'above_maximum':
      return `${method} takes ${toMajorString(money(reason.maxMinor, currency))} or less`;
    case 'currency':
      return `${method} does not take ${currency}`;
    case 'not_multiple':
      return `${method} takes multiples of ${toMajorString(money(reason.stepMinor, currency))}`;
    case 'other_device':
      return `${method} does not work on this device`;
    case 'switched_off':
      return `${method} is switched off`;
    // Asked for a desktop, which is in no app.
    case 'in_app_browser':
    case undefined:
      return method;
  }
}
