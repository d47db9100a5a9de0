import type { CheckoutSessionId, OperatorSessionId, PaymentLinkId } from '#lib/domain/ids.ts';
import type { AppContext } from './context.ts';

/**
 * What a form's page is about: a session, a link, or an operator's own session. `dashboard`: whoever is not
 * signed in yet, where the origin alone can tell.
 */
export type FormSubject = CheckoutSessionId | PaymentLinkId | OperatorSessionId | 'dashboard';

/** What a page puts into its forms, so that a post can be told to come from a page about its subject. */
export function formTokenFor(context: AppContext, subject: FormSubject): string {
  return context.secrets.sign(`form:${subject}`);
}

export type GateVerdict = 'open' | 'wrong_origin' | 'wrong_token';

/**
 * The gate in front of every mutation from a browser. The token must be the page's own; the
 * `Origin` must be ours (compared with the configured origin, never with Host), or, where a browser
 * sends none or an opaque one, the browser itself must vouch that the request is same-origin.
 *
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function checkGate(
  context: AppContext,
  request: {
    origin: string | null;
    /** `Sec-Fetch-Site`, where the browser sends it. */
    fetchSite: string | null;
    /** What the form's page is about. */
    subject: FormSubject;
    formToken: string;
  },
): GateVerdict {
  if (!context.secrets.verify(`form:${request.subject}`, request.formToken)) return 'wrong_token';
  const opaque = request.origin === null || request.origin === 'null';
  if (opaque) return request.fetchSite === 'same-origin' ? 'open' : 'wrong_origin';
  if (request.origin !== context.env.PUBLIC_ORIGIN) return 'wrong_origin';
  return request.fetchSite === null || request.fetchSite === 'same-origin'
    ? 'open'
    : 'wrong_origin';
}
