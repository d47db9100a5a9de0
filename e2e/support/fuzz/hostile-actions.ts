import type { Random } from './random.ts';
import type { HostileRequest } from './send.ts';

/** A form as one of our pages makes it. */
export interface GenuineForm {
  readonly origin: string;
  /** `/en/pay/cs_…` */
  readonly path: string;
  /** All actions of this build. */
  readonly actionIds: readonly string[];
  /** `session`, `form_token`, `locale`, `method`. */
  readonly fields: Readonly<Record<string, string>>;
}

const BOUNDARY = '----WebKitFormBoundaryq1W2e3R4t5Y6u7I8';

/** A header's value as HTTP can carry it. */
const headerSafe = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '') || 'x';

function multipart(fields: readonly (readonly [string, string])[]): string {
  const part = ([name, value]: readonly [string, string]) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return `${fields.map(part).join('')}--${BOUNDARY}--\r\n`;
}

/** Posts that no page of ours can have sent, without end; each is wrong in at least one way. */
export function* hostileActions(random: Random, form: GenuineForm): Generator<HostileRequest> {
  for (;;) {
    const asCall = random.chance(50);
    const id = random.pick(form.actionIds);
    const genuine = { ...form.fields, confirmation_token: 'ctoken_fuzz', attempt: 'pa_fuzz' };
    const [label, change] = random.pick(CHANGES);
    const base = base_(form, id, asCall, Object.entries(genuine));
    yield { ...base, ...change(random, { form, id, asCall, genuine, base }), label };
  }
}

function base_(
  form: GenuineForm,
  id: string,
  asCall: boolean,
  fields: readonly (readonly [string, string])[],
): HostileRequest {
  const prefixed = fields.map(([name, value]) => [asCall ? `_1_${name}` : name, value] as const);
  const first: readonly [string, string] = asCall ? ['0', '["$K1"]'] : [`$ACTION_ID_${id}`, ''];
  return {
    label: '',
    method: 'POST',
    path: form.path,
    headers: {
      origin: form.origin,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...(asCall ? { 'next-action': id, accept: 'text/x-component' } : {}),
    },
    body: multipart(asCall ? [...prefixed, first] : [first, ...prefixed]),
  };
}

interface Facts {
  readonly form: GenuineForm;
  readonly id: string;
  readonly asCall: boolean;
  readonly genuine: Readonly<Record<string, string>>;
  readonly base: HostileRequest;
}
type Change = (random: Random, facts: Facts) => Partial<HostileRequest>;

/** The genuine form with one field changed, which no longer passes the gate or the parser. */
const withField =
  (name: string, value: (random: Random, was: string) => string): Change =>
  (random, { form, id, asCall, genuine }) => {
    const fields = { ...genuine, [name]: value(random, genuine[name] ?? '') };
    return { body: base_(form, id, asCall, Object.entries(fields)).body };
  };

const withHeaders =
  (headers: (random: Random) => Record<string, string>): Change =>
  (random, { base }) => ({ headers: { ...base.headers, ...headers(random) } });

/** A request whose token is not the session's: whatever else is odd about it, nothing may come of it. */
const forged = (random: Random, facts: Facts): Record<string, string> => ({
  ...facts.genuine,
  form_token: `x${random.text(20)}`,
});

const CHANGES: readonly (readonly [string, Change])[] = [
  ['altered token', withField('form_token', (random, was) => `${was.slice(random.below(5) + 1)}x`)],
  ['token of noise', withField('form_token', (random) => `x${random.text(300)}`)],
  ['wrong session', withField('session', (random) => `cs_test_${random.text(40)}`)],
  ['session of noise', withField('session', (random) => random.text(200))],
  ['wrong locale', withField('locale', (random) => `x${random.text(10)}`)],
  [
    'wrong origin',
    withHeaders((random) => ({
      origin: random.pick([
        'https://evil.example',
        'http://localhost',
        'null, null',
        'file://',
        'http://localhost:1@evil.example',
        '\u007f'.replace('\u007f', 'about:blank'),
        headerSafe(`http://${random.text(30)}`),
      ]),
    })),
  ],
  [
    'opaque origin from elsewhere',
    withHeaders((random) => ({
      origin: 'null',
      'sec-fetch-site': random.pick(['cross-site', 'same-site', 'none', 'x']),
    })),
  ],
  [
    'missing origin',
    (_, { base }) => {
      const { origin: _origin, ...headers } = base.headers;
      return { headers };
    },
  ],
  [
    'content type',
    withHeaders((random) => ({
      'content-type': random.pick([
        'application/json',
        'text/plain;charset=UTF-8',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary="x y"',
        'multipart/mixed; boundary=x',
        headerSafe(`multipart/form-data; boundary=${random.text(90)}`),
      ]),
    })),
  ],
  [
    'action id',
    (random, { base, form, genuine }) => {
      const id = random.pick([
        'f'.repeat(42),
        '0'.repeat(42),
        'toString',
        '__proto__',
        headerSafe(random.text(60)),
      ]);
      const asForm = base_(form, id, false, Object.entries(genuine)).body;
      return random.chance(50)
        ? { headers: { ...base.headers, 'next-action': id } }
        : { body: asForm };
    },
  ],
  [
    'body cut, doubled or sprinkled',
    (random, facts) => {
      const whole = String(
        base_(facts.form, facts.id, facts.asCall, Object.entries(forged(random, facts))).body,
      );
      const at = random.below(whole.length);
      const noise = random.text(40);
      return {
        body: random.pick([
          whole.slice(0, at),
          whole + whole,
          noise + whole,
          whole.slice(0, at) + noise + whole.slice(at),
          Buffer.concat([Buffer.from(whole.slice(0, at)), Buffer.from([0xff, 0xfe, 0x00])]),
        ]),
      };
    },
  ],
  ['noise', (random) => ({ body: random.text(2_000) })],
  ['nothing', () => ({ body: '' })],
  ['too large', (random) => ({ body: 'x'.repeat(33_000 + random.below(60_000)) })],
  [
    'rows of a call',
    (random, { base, id }) => ({
      headers: { ...base.headers, 'next-action': id },
      body: multipart([
        ['_1_form_token', 'forged'],
        [
          '0',
          random.pick([
            '[]',
            '["$K1","$K1"]',
            '["$F1"]',
            '["$1:constructor:constructor"]',
            '["$@1"]',
            '["$B1"]',
            `["$n${'9'.repeat(5_000)}"]`,
            `${'['.repeat(8_000)}${']'.repeat(8_000)}`,
            `{"then":"$1:__proto__:then"}`,
            random.text(300),
          ]),
        ],
      ]),
    }),
  ],
  [
    'many fields',
    (random, facts) => ({
      body: multipart([
        [`$ACTION_ID_${facts.id}`, ''],
        ...Object.entries(forged(random, facts)),
        ...Array.from({ length: random.below(300) }, (_, i) => [`f${i}`, 'x'] as const),
      ]),
    }),
  ],
  [
    'odd field names',
    (random, facts) => ({
      body: multipart([
        [`$ACTION_ID_${facts.id}`, ''],
        ...Object.entries(forged(random, facts)),
        [random.text(30).replaceAll(/["\r\n]/g, ''), random.text(30)],
      ]),
    }),
  ],
  [
    'odd address',
    (random, facts) => ({
      path: random.pick([
        '/',
        '/en',
        '/en/nowhere',
        `${facts.form.path}/return`,
        `${facts.form.path}/pa_${'a'.repeat(24)}`,
        `${facts.form.path}?method=${encodeURIComponent('\ufeff茶')}`,
        `/zh-HK${facts.form.path.slice(3)}x`,
        `${facts.form.path}/%E0%A4%A`,
      ]),
      body: base_(facts.form, facts.id, facts.asCall, Object.entries(forged(random, facts))).body,
    }),
  ],
  [
    'headers of the framework',
    (random, facts) => ({
      headers: {
        ...facts.base.headers,
        [random.pick([
          'x-middleware-subrequest',
          'x-middleware-rewrite',
          'next-resume',
          'x-nextjs-data',
          'x-action-forwarded',
          'x-forwarded-host',
          'next-router-state-tree',
          'next-url',
          'rsc',
        ])]: headerSafe(random.text(60)),
      },
      body: base_(facts.form, facts.id, facts.asCall, Object.entries(forged(random, facts))).body,
    }),
  ],
  ['another method', (random) => ({ method: random.pick(['PUT', 'PATCH', 'DELETE', 'PROPFIND']) })],
];
