'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { PayByCardResult } from '#components/checkout/checkout-actions.ts';
import type { CheckoutSessionId, PaymentAttemptId } from '#lib/domain/ids.ts';
import { EXPRESS_METHOD_IDS, METHOD_IDS, type MethodId } from '#lib/domain/method-id.ts';
import { LOCALES } from '#lib/i18n/locales.ts';
import { METHODS } from '#lib/methods/catalogue.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { cancelAttempt as cancelAttemptOperation } from '#lib/operations/cancel-attempt.ts';
import { claimTransfer as claimTransferOperation } from '#lib/operations/claim-transfer.ts';
import { checkGate } from '#lib/operations/checkout-gate.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { sealEntries } from '#lib/operations/entered-seal.ts';
import { recoverSession } from '#lib/operations/recover-session.ts';
import { type StartPaymentResult, startPayment } from '#lib/operations/start-payment.ts';
import { withdrawClaim as withdrawClaimOperation } from '#lib/operations/withdraw-claim.ts';
import { addressOf, deviceOf } from '../../../request-facts.ts';
import { giveUp } from '../../../when-away.ts';

/**
 * The page's server actions. Each is a public endpoint: it passes the gate, parses what it was
 * sent, and authorises by the session. Nothing a browser sends can change an amount.
 */

const sessionField = z
  .string()
  .regex(/^cs_(?:test|live)_[0-9A-Za-z]{32}$/)
  .transform((id) => id as CheckoutSessionId); // the pattern is the brand's
const attemptField = z
  .string()
  .regex(/^pa_[0-9A-Za-z]{24}$/)
  .transform((id) => id as PaymentAttemptId); // the pattern is the brand's

const common = {
  session: sessionField,
  form_token: z.string().max(200),
  locale: z.enum(LOCALES),
};
const paySchema = z.object({ ...common, method: z.enum(METHOD_IDS) });
const cardSchema = z.object({
  ...common,
  method: z.enum(['card', ...EXPRESS_METHOD_IDS]),
  confirmation_token: z.string().regex(/^ctoken_[0-9A-Za-z_]{1,200}$/),
  email: z
    .union([z.literal('').transform(() => null), z.email().max(254)])
    .optional()
    .transform((value) => value ?? null),
});
/** What the shopper answered to what the merchant asks besides, by the names of the form's fields. */
const answersSchema = z.record(z.string(), z.string().max(1_000));
const startAgainSchema = z.object(common);
const attemptSchema = z.object({ ...common, attempt: attemptField });

/** Begins to pay with a method that needs no script. Works as a plain form post. */
export async function pay(form: FormData): Promise<void> {
  const context = await getAppContext();
  const fields = await admit(context, form, paySchema);
  if (fields === null) redirect(`${backToSession(form)}?refused=try_again`);
  const basePath = `/${fields.locale}/pay/${fields.session}`;
  const answers = answersOf(form);
  const back = backWith(context, fields, answers);
  // Card needs the provider's fields. Its form came before they did, or without script: the page keeps
  // card chosen, and says what it needs. (A wallet of the browser never comes this way from our page.)
  if (!METHODS[fields.method].worksWithoutScript) redirect(back({ method: fields.method }));
  const device = await deviceOf();
  const address = await addressOf(context.env.TRUSTED_PROXY_HOPS);
  const result = await orWhenAway(basePath, () =>
    startPayment(context, {
      sessionId: fields.session,
      method: fields.method,
      device,
      locale: fields.locale,
      input: {},
      customerEmail: null,
      answers,
      address,
    }),
  );
  redirect(plainDestination(result, { basePath, method: fields.method, back }));
}

function plainDestination(
  result: StartPaymentResult,
  { basePath, method, back }: { basePath: string; method: MethodId; back: Back },
): string {
  switch (result.kind) {
    case 'attempt':
      return `${basePath}/${result.attemptId}`;
    // The page says by itself how a session stands that is over, or that there is none.
    case 'session_over':
    case 'not_found':
      return basePath;
    // What was answered is told to be wrong where it stands.
    case 'answers_wrong':
      return back({ method });
    case 'method_not_available':
      return back({ refused: 'not_allowed' });
    case 'too_many_attempts':
      return back({ refused: 'too_many' });
    case 'requests_held':
      return back({ refused: 'wait', method });
    // Cards never come this way.
    case 'card_held':
      return back({ refused: 'not_allowed' });
  }
}

/**
 * Begins to pay with a card, given the one-time token that the provider's fields, or a wallet's sheet, made
 * of it. The provider is asked whether a wallet's token is one: see `objectionToWallet`.
 */
export async function payByCard(form: FormData): Promise<PayByCardResult> {
  const context = await getAppContext();
  const fields = await admit(context, form, cardSchema);
  if (fields === null) return { kind: 'refused', reason: 'invalid_form' };
  const answers = answersOf(form);
  try {
    const result = await startPayment(context, {
      sessionId: fields.session,
      method: fields.method,
      answers,
      device: await deviceOf(),
      locale: fields.locale,
      input: { confirmationToken: fields.confirmation_token },
      customerEmail: fields.email,
      address: await addressOf(context.env.TRUSTED_PROXY_HOPS),
    });
    return cardResult(result, {
      basePath: `/${fields.locale}/pay/${fields.session}`,
      method: fields.method,
      back: backWith(context, fields, answers),
    });
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    context.log.warn({ session: fields.session }, 'database lost while a card was being charged');
    return { kind: 'unknown' };
  }
}

function cardResult(
  result: StartPaymentResult,
  { basePath, method, back }: { basePath: string; method: MethodId; back: Back },
): PayByCardResult {
  switch (result.kind) {
    case 'attempt':
      return { kind: 'go', path: `${basePath}/${result.attemptId}` };
    case 'session_over':
    case 'not_found':
      return { kind: 'refused', reason: 'session_over' };
    case 'method_not_available':
      return { kind: 'refused', reason: 'not_allowed' };
    // The browser has looked at them too: as a rule it does not come to this, and the card is typed anew.
    case 'answers_wrong':
      return { kind: 'go', path: back({ method }) };
    case 'too_many_attempts':
      return { kind: 'refused', reason: 'too_many' };
    case 'card_held':
      return result.hold.limit === 'session'
        ? { kind: 'refused', reason: 'card_over' }
        : { kind: 'refused', reason: 'wait', waitMinutes: Math.ceil(result.hold.waitMs / 60_000) };
    // Of other methods only.
    case 'requests_held':
      return { kind: 'refused', reason: 'try_again' };
  }
}

type Back = (query: Readonly<Record<string, string>>) => string;

/** The session's page again, with why, and with what was entered. */
function backWith(
  context: AppContext,
  { session, locale }: { session: CheckoutSessionId; locale: string },
  answers: Readonly<Record<string, string>>,
): Back {
  return (query) => {
    const asked = new URLSearchParams(query);
    if (Object.keys(answers).length > 0)
      asked.set('entered', sealEntries(context, session, answers));
    return `/${locale}/pay/${session}?${asked}`;
  };
}

/** Empty where nothing was asked, or what was sent is no form of ours. */
function answersOf(form: FormData): Readonly<Record<string, string>> {
  const named = [...form].filter(([name]) => /^field_\d$/.test(name));
  return answersSchema.safeParse(Object.fromEntries(named)).data ?? {};
}

/** Gives up an attempt and goes back to the list of methods. */
export async function cancelAttempt(form: FormData): Promise<void> {
  const context = await getAppContext();
  const fields = await admit(context, form, attemptSchema);
  if (fields === null) redirect(backToSession(form));
  const basePath = `/${fields.locale}/pay/${fields.session}`;
  await orWhenAway(basePath, () =>
    cancelAttemptOperation(context, { sessionId: fields.session, attemptId: fields.attempt }),
  );
  redirect(basePath);
}

/**
 * Without a database the session's page is where to wait: it is answered 503, and then tells. Where something
 * of ours failed it is answered 500, and tells as soon as it is loaded again.
 */
async function orWhenAway<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDatabaseUnavailable(error)) return giveUp(path, error);
    redirect(path);
  }
}

/** Starts an expired session again, where its merchant allows it. */
export async function startAgain(form: FormData): Promise<void> {
  const context = await getAppContext();
  const fields = await admit(context, form, startAgainSchema);
  if (fields === null) redirect(backToSession(form));
  const basePath = `/${fields.locale}/pay/${fields.session}`;
  const fresh = await orWhenAway(basePath, () => recoverSession(context, fields.session));
  // Where nothing could be started, the page says how the session stands.
  redirect(fresh === null ? basePath : `/${fields.locale}/pay/${fresh}`);
}

/** The shopper says that the money was sent to the shop's own account. */
export async function claimTransfer(form: FormData): Promise<void> {
  await aboutAttempt(form, claimTransferOperation);
}

/** The shopper said so too early. */
export async function withdrawClaim(form: FormData): Promise<void> {
  await aboutAttempt(form, withdrawClaimOperation);
}

/** Does what a form asks of one attempt, and shows the attempt. */
async function aboutAttempt(
  form: FormData,
  operation: typeof claimTransferOperation,
): Promise<void> {
  const context = await getAppContext();
  const fields = await admit(context, form, attemptSchema);
  if (fields === null) redirect(backToSession(form));
  const basePath = `/${fields.locale}/pay/${fields.session}`;
  const result = await orWhenAway(basePath, () =>
    operation(context, { sessionId: fields.session, attemptId: fields.attempt }),
  );
  redirect(result === 'done' ? `${basePath}/${fields.attempt}` : basePath);
}

/** The gate and the parser. Null: refused, nothing was written, and the log says why. */
async function admit<Fields extends { session: CheckoutSessionId; form_token: string }>(
  context: AppContext,
  form: FormData,
  schema: z.ZodType<Fields>,
): Promise<Fields | null> {
  const parsed = schema.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    context.log.warn({ fields: parsed.error.issues.map((i) => i.path.join('.')) }, 'form refused');
    return null;
  }
  const sent = await headers();
  const verdict = checkGate(context, {
    origin: sent.get('origin'),
    fetchSite: sent.get('sec-fetch-site'),
    subject: parsed.data.session,
    formToken: parsed.data.form_token,
  });
  if (verdict === 'open') return parsed.data;
  context.log.warn({ verdict, session: parsed.data.session }, 'form refused');
  return null;
}

/** Where a refused form goes: its session's page, which makes a fresh form, if it names one at all. */
function backToSession(form: FormData): string {
  const session = sessionField.safeParse(form.get('session'));
  const locale = z.enum(LOCALES).catch('zh-HK').parse(form.get('locale'));
  return session.success ? `/${locale}/pay/${session.data}` : `/${locale}/not-found`;
}
