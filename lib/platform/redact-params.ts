/** What is kept of a call's parameters: texts at the leaves, without secrets, within bounds. */
export type KeptParams = string | readonly KeptParams[] | { readonly [name: string]: KeptParams };

/** Parameters as they were read: a tree of texts. */
type Params = string | readonly Params[] | { readonly [name: string]: Params };

const MAX_TEXT_CHARS = 300;
/** A longer text is not looked through: what is cut off in the middle of a secret is not known for one. */
const MAX_READ_CHARS = 2_000;
const MAX_NAME_CHARS = 80;
const MAX_LEAVES = 120;
const MAX_CHARS = 4_000;

const REDACTED = '[redacted]';
const LEFT_OUT = '[left out]';

/** Names whose values are secret or a card's, however they are spelt. */
const SECRET_NAME =
  /secret|passw|token|credential|authori[sz]ation|api_?key|private_?key|cvc|cvv|cvn|security_?code|card_?n|^(?:pan|pin|number|content|csv)$/i;
/** Names whose values say who a shopper is, or where they live. */
const PERSONAL_NAME = /mail|phone|^(?:line[12]|postal_code|tax_id)$/i;
/** A `name` inside these is a person's. */
const PERSONAL_PARENT = /^(?:shipping|billing|billing_details|customer_details|customer)$/i;

/** Keys, signing secrets and client secrets, wherever they stand in a text. */
const SECRET_TEXT =
  /(?:praya_)?[srp]k_(?:test|live)_\w*|whsec_\w*|\w*_secret_\w*|c?token_\w*|(?:bearer|basic)\s+\S+/gi;
/** Twelve digits or more with little between them: a card number is never told from another by its check digit. */
const CARD_LIKE = /\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}\p{Nd}){11,}/gu;
const EMAIL = /[^\s@"'<>/:\]]+@[^\s@"'<>/]+/g;
/** What addresses carry besides where they lead. */
const USERINFO = /:\/\/[^/@\s]+@/g;
const QUERY_VALUE = /([?&][^=&#\s]{0,80}=)[^&#\s]+/g;

/** A text without secrets, card numbers and email addresses, of at most 300 characters. */
export function redactText(text: string): string {
  if (text.length > MAX_READ_CHARS) return `[${text.length} characters]`;
  const clean = text
    .replaceAll(SECRET_TEXT, REDACTED)
    .replaceAll(CARD_LIKE, REDACTED)
    .replaceAll(USERINFO, `://${REDACTED}@`)
    .replaceAll(QUERY_VALUE, '$1…')
    .replaceAll(EMAIL, REDACTED);
  return clean.length > MAX_TEXT_CHARS ? `${clean.slice(0, MAX_TEXT_CHARS)}…` : clean;
}

/**
 * What may be kept of a call's parameters. `isOfPerson`: the call is about a person, whose name stands at the top.
 * The same parameters give the same answer; what is beyond the bounds is left out and says so.
 */
export function redactParams(params: Params, { isOfPerson }: { isOfPerson: boolean }): KeptParams {
  const budget = { leaves: MAX_LEAVES, chars: MAX_CHARS };
  return keep(params, budget, isOfPerson ? 'customer' : '');
}

function keep(
  value: Params,
  budget: { leaves: number; chars: number },
  parent: string,
): KeptParams {
  if (typeof value === 'string') return spend(redactText(value), budget);
  if (Array.isArray(value)) {
    return value.slice(0, MAX_LEAVES).map((entry: Params) => keep(entry, budget, parent));
  }
  const kept: Record<string, KeptParams> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (budget.leaves <= 0 || budget.chars <= 0) {
      kept['…'] = LEFT_OUT;
      break;
    }
    const shown = redactText(name).slice(0, MAX_NAME_CHARS);
    budget.chars -= shown.length;
    kept[shown] = isPrivate(name, parent) ? REDACTED : keep(entry, budget, name);
  }
  return kept;
}

function isPrivate(name: string, parent: string): boolean {
  if (SECRET_NAME.test(name) || PERSONAL_NAME.test(name)) return true;
  return name === 'name' && PERSONAL_PARENT.test(parent);
}

function spend(text: string, budget: { leaves: number; chars: number }): string {
  budget.leaves -= 1;
  budget.chars -= text.length;
  return budget.leaves < 0 || budget.chars < 0 ? LEFT_OUT : text;
}
