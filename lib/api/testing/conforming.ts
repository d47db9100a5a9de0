import { DEFAULT_API_VERSION } from '#lib/operations/session-object.ts';
import type { Handle } from './handle-requests.ts';
import { type NativeFields, findMismatches } from './find-mismatches.ts';
import { stripeTypings } from './stripe-typings.ts';

/** Objects that are Praya's own. Everything else has to be as the SDK's typings say. */
const NATIVE_OBJECTS: ReadonlySet<string> = new Set([
  'experiment',
  'experiment_holdout',
  'experiment_results',

  'experiment_size',
  'fps_request',
  'fps_statement',
  'fps_transfer',
  'method_outage',
  'method_setting',
  'ordering',
  'ordering_explanation',
  'ordering_exposure',
  'provider_account',
  'webhook_endpoint.replay',
]);

/** Fields of our own on objects of Stripe's, each documented in docs/api/README.md. */
const NATIVE_FIELDS: NativeFields = {
  dispute: ['praya'],
  next_action: ['fps_display_qr_code'],
  payment_link: ['praya'],
  payout: ['praya'],
  webhook_endpoint: ['disabled_because'],
};

/**
 * A handler whose answers are held to the SDK's typings of the version they are written in. One that is not as
 * they say becomes a 500 that says where, which no test takes for what it wanted.
 */
export function conforming(handle: Handle): Handle {
  return async (request) => {
    const response = await handle(request);
    if (response.status !== 200) return response;
    if (response.headers.get('stripe-version') !== DEFAULT_API_VERSION) return response;
    const mismatches = mismatchesOf(await response.clone().json());
    if (mismatches.length === 0) return response;
    const message = `Not as the SDK's typings say:\n${mismatches.join('\n')}`;
    return Response.json({ error: { type: 'api_error', message } }, { status: 500 });
  };
}

/** Where an answer is not what the typings say; of a list, each of what it lists. */
export function mismatchesOf(answer: unknown, at = ''): readonly string[] {
  if (!isRecord(answer)) return [`${at}: an object was expected`];
  const name = String(answer['object']);
  if (name === 'list') return mismatchesOfList(answer);
  if (NATIVE_OBJECTS.has(name)) return [];
  const typings = stripeTypings();
  const held = isNativeEvent(answer) ? { ...answer, type: ANY_EVENT_TYPE } : answer;
  const found = (typings.objects[name] ?? []).map((typing) =>
    findMismatches(held, { kind: 'named', name: typing }, typings, NATIVE_FIELDS, at),
  );
  const [fewest] = found.toSorted((a, b) => a.length - b.length);
  if (fewest === undefined) return [`${at}: no object is called ${name}`];
  const { data } = answer;
  return name === 'event' && isRecord(data)
    ? [...fewest, ...mismatchesOf(data['object'], 'data.object')]
    : fewest;
}

/** What an event about one of our own objects is taken for: its envelope is as any other's. */
const ANY_EVENT_TYPE = 'account.application.authorized';

function isNativeEvent({ object, data }: Readonly<Record<string, unknown>>): boolean {
  if (object !== 'event' || !isRecord(data) || !isRecord(data['object'])) return false;
  return NATIVE_OBJECTS.has(String(data['object']['object']));
}

function mismatchesOfList(list: Readonly<Record<string, unknown>>): readonly string[] {
  const { object, data, has_more: hasMore, url, ...others } = list;
  if (!Array.isArray(data) || typeof hasMore !== 'boolean' || typeof url !== 'string') {
    return [`the ${String(object)} has no data, has_more or url`];
  }
  return [
    ...Object.keys(others).map((name) => `${name}: is in no list`),
    ...data.flatMap((entry, index) => mismatchesOf(entry, `data[${index}]`)),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
