import type { PrayaCarried } from '../public/checkout.d.ts';

/** Where a shopper goes to pay: an address on the script's own origin, whoever asks. */

const CODE = /^[\w-]{1,100}$/;
/** A session's id. */
export const SESSION = /^cs_(?:test|live)_[0-9A-Za-z]{32}$/;
const LOCALES: readonly unknown[] = ['zh-HK', 'en'];
const MAX_REFERENCE_LENGTH = 200;
/** As Stripe's payment links take them over. */
const UTM = ['source', 'medium', 'campaign', 'term', 'content'];

/** Nothing of a merchant's own script is believed: it may be JavaScript, or read from attributes. */
export type Asked = Readonly<Record<string, unknown>>;

export function wrong(problem: string): TypeError {
  return new TypeError(`Praya: ${problem}`);
}

/** The address that `asked` names in exactly one of its ways. Throws TypeError. */
export function addressOf(origin: string, asked: unknown): string {
  const given = only(asked, ['link', 'sessionId', 'url']);
  if (given.name === 'link') return linkAddress(origin, given.value, given.all);
  return sessionAddress(origin, sessionOf(origin, given), given.all);
}

/** The address of a session's page in a frame. Throws TypeError. */
export function frameOf(origin: string, asked: unknown): { sessionId: string; address: string } {
  const given = only(asked, ['clientSecret', 'sessionId', 'url']);
  const sessionId = sessionOf(origin, given);
  return { sessionId, address: sessionAddress(origin, sessionId, given.all) };
}

interface Given {
  readonly name: string;
  readonly value: string;
  readonly all: Asked;
}

function only(asked: unknown, names: readonly string[]): Given {
  const all = (typeof asked === 'object' && asked !== null ? asked : {}) as Asked; // looked at below
  const [name, ...others] = names.filter((each) => all[each] !== undefined && all[each] !== null);
  if (name === undefined || others.length > 0) throw wrong(`give one of ${names.join(', ')}`);
  const value = all[name];
  if (typeof value !== 'string') throw wrong(`${name} must be a string`);
  return { name, value, all };
}

function sessionOf(origin: string, { name, value }: Given): string {
  const id =
    name === 'url'
      ? ownPath(origin, name, value).split('/pay/')[1]
      : name === 'clientSecret'
        ? value.split('_secret_')[0]
        : value;
  if (id === undefined || !SESSION.test(id)) {
    const shape = { url: `${origin}/pay/cs_…`, clientSecret: 'cs_…_secret_…' }[name] ?? 'cs_…';
    throw wrong(`${name} must be of the form ${shape}`);
  }
  return id;
}

function sessionAddress(origin: string, sessionId: string, asked: Asked): string {
  const locale = localeOf(asked);
  return `${origin}${locale === undefined ? '' : `/${locale}`}/pay/${sessionId}`;
}

function linkAddress(origin: string, value: string, asked: Asked): string {
  const code = CODE.test(value) ? value : ownPath(origin, 'link', value).split('/l/')[1];
  if (code === undefined || !CODE.test(code)) {
    throw wrong(`link must be a payment link's code, or ${origin}/l/…`);
  }
  const address = new URL(`${origin}/l/${code}`);
  const put = (name: string, text: unknown): void => {
    if (typeof text === 'string' && text !== '') address.searchParams.set(name, text);
  };
  put('locale', localeOf(asked));
  put('client_reference_id', referenceOf(asked));
  const here = new URLSearchParams(location.search);
  for (const name of UTM) put(`utm_${name}`, here.get(`utm_${name}`));
  return address.href;
}

/** The path of an address that must be ours. */
function ownPath(origin: string, name: string, value: string): string {
  let address: URL;
  try {
    address = new URL(value);
  } catch {
    throw wrong(`${name} is no address: ${value}`);
  }
  if (address.origin !== origin) throw wrong(`${name} must be on ${origin}, not ${address.origin}`);
  return address.pathname;
}

function localeOf({ locale }: Asked): PrayaCarried['locale'] {
  if (locale === undefined || locale === null) return undefined;
  if (!LOCALES.includes(locale)) throw wrong('locale must be zh-HK or en');
  return locale as PrayaCarried['locale']; // one of the two
}

function referenceOf({ clientReferenceId: reference }: Asked): string | undefined {
  if (reference === undefined || reference === null) return undefined;
  if (typeof reference !== 'string' || reference.length > MAX_REFERENCE_LENGTH) {
    throw wrong(`clientReferenceId must be a string of at most ${MAX_REFERENCE_LENGTH} characters`);
  }
  return reference;
}
