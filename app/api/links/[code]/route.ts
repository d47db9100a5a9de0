import { clientAddress } from '#lib/domain/client-address.ts';
import type { LinkRefusal } from '#lib/domain/link-view.ts';
import { LOCALES, type Locale } from '#lib/i18n/locales.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { checkGate } from '#lib/operations/checkout-gate.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { isDatabaseUnavailable } from '#lib/operations/database-away.ts';
import { sealEntries } from '#lib/operations/entered-seal.ts';
import type { LinkEntries } from '#lib/operations/link-entries.ts';
import { type LinkNotes, noteFields, readLinkNotes } from '#lib/operations/link-notes.ts';
import { loadLink } from '#lib/operations/load-link.ts';
import { openPaymentLink } from '#lib/operations/open-payment-link.ts';
import { SOCKET_ADDRESS_HEADER } from '#lib/platform/clean-requests.ts';
import { readLimited } from '#lib/platform/read-limited.ts';

export const dynamic = 'force-dynamic';

/** Three answers of 255 characters, each written as up to twelve bytes, and the rest. */
const MAX_BODY_BYTES = 16 * 1024;
const BODY_TIMEOUT_MS = 10_000;
/** The names of what is entered (`lib/operations/link-entries.ts`). */
const ENTRY = /^(?:amount|quantity_\d{1,2}|field_\d)$/;

/**
 * The form of a payment link's page: opens a session and goes to its page, or back with what is wrong. A plain
 * route and no server action, because its answer to a slip is the page again, without a script.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ code: string }> },
): Promise<Response> {
  const { code } = await params;
  const form = await readForm(request);
  if (form === null) return new Response(null, { status: 400 });
  const locale = LOCALES.find((one) => one === form.get('locale')) ?? 'zh-HK';
  const notes = readLinkNotes((name) => form.get(name));
  const back = backTo({ code, locale, notes });
  const context = await getAppContext();
  try {
    const facts = await loadLink(context, code);
    if (facts === null) return seeOther(back(null));
    const verdict = checkGate(context, {
      origin: request.headers.get('origin'),
      fetchSite: request.headers.get('sec-fetch-site'),
      subject: facts.link.id,
      formToken: (form.get('form_token') ?? '').slice(0, 200),
    });
    if (verdict !== 'open') {
      context.log.warn({ verdict, link: facts.link.id }, 'form refused');
      return seeOther(back('try_again'));
    }
    return await openFor(context, request, { code, locale, notes, back, form });
  } catch (error) {
    // The link's page says, with its status, that it cannot be shown at the moment.
    if (isDatabaseUnavailable(error)) return seeOther(back(null));
    throw error;
  }
}

async function openFor(
  context: AppContext,
  request: Request,
  asked: {
    code: string;
    locale: Locale;
    notes: LinkNotes;
    back: ReturnType<typeof backTo>;
    form: URLSearchParams;
  },
): Promise<Response> {
  const { code, locale, notes, back } = asked;
  const entries: LinkEntries = Object.fromEntries(
    [...asked.form].filter(([name]) => ENTRY.test(name)),
  );
  const result = await openPaymentLink(context, {
    code,
    entries,
    notes,
    locale,
    address: clientAddress({
      forwardedFor: request.headers.get('x-forwarded-for'),
      socketAddress: request.headers.get(SOCKET_ADDRESS_HEADER),
      trustedHops: context.env.TRUSTED_PROXY_HOPS,
    }),
  });
  switch (result.kind) {
    case 'opened':
      return seeOther(`/${locale}/pay/${result.sessionId}`);
    case 'invalid':
      return seeOther(back(null, sealEntries(context, code, entries)));
    case 'held':
    case 'not_payable':
      return seeOther(back(result.kind, sealEntries(context, code, entries)));
    // The page says by itself how the link stands.
    case 'closed':
    case 'not_found':
      return seeOther(back(null));
  }
}

/** The link's page again, with why nothing was opened and what was entered. */
function backTo(link: { code: string; locale: Locale; notes: LinkNotes }) {
  return (refused: LinkRefusal | null, entered?: string): string => {
    const query = new URLSearchParams({
      ...noteFields(link.notes),
      ...(refused === null ? {} : { refused }),
      ...(entered === undefined ? {} : { entered }),
    }).toString();
    return `/${link.locale}/l/${encodeURIComponent(link.code)}${query === '' ? '' : `?${query}`}`;
  };
}

/** Null: no form of ours. */
async function readForm(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return null;
  const body = await readLimited(request.body, {
    maxBytes: MAX_BODY_BYTES,
    timeoutMs: BODY_TIMEOUT_MS,
  });
  if (body === 'too_long' || body === 'too_slow') return null;
  const form = new URLSearchParams(new TextDecoder().decode(body));
  // No text of ours holds a null character, and no database would take it.
  return [...form.values()].some((value) => value.includes('\0')) ? null : form;
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } });
}
