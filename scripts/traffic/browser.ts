import { Agent, request } from 'node:http';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

/** A browser without script: it goes to pages and sends forms, with the headers that browsers send. */
export interface Browser {
  /** Follows redirects, as far as they stay with the same origin. */
  go(url: string): Promise<Answer>;
  /** Sends a page's form; the redirect in the answer is not followed. */
  submit(page: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** What a page's script asks for. */
  ask(url: string): Promise<Answer>;
}

const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 30_000;
/** Shorter than the server keeps a connection that is not used: a request sent into its closing would be lost. */
const IDLE_MS = 2_000;

/** Connections that all shoppers share, as they would share a mobile network's. */
export function sharedConnections(count: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: count, timeout: IDLE_MS });
}

// Over node:http: `fetch` puts a Sec-Fetch-Mode of its own into every request.
export function createBrowser(agent: Agent, own: Readonly<Record<string, string>>): Browser {
  const send = (
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(url, {
        method,
        agent,
        timeout: TIMEOUT_MS,
        headers: {
          ...own,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        },
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${url}: no answer`)));
      sent.on('error', reject);
      sent.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            location: answer.headers.location ?? null,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      });
      sent.end(body);
    });
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  return {
    async go(url) {
      let address = url;
      for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
        const answer = await send('GET', address, {
          ...navigation,
          accept: 'text/html',
          'sec-fetch-site': 'none',
          'sec-fetch-user': '?1',
          'upgrade-insecure-requests': '1',
        });
        if (answer.location === null) return answer;
        address = new URL(answer.location, address).href;
        if (new URL(address).origin !== new URL(url).origin) return answer;
      }
      throw new Error(`${url} leads on and on.`);
    },
    submit(page, fields) {
      const { boundary, body } = multipart(fields);
      return send(
        'POST',
        page,
        {
          ...navigation,
          accept: 'text/html',
          'content-type': `multipart/form-data; boundary=${boundary}`,
          origin: new URL(page).origin,
          'sec-fetch-site': 'same-origin',
          'sec-fetch-user': '?1',
        },
        body,
      );
    },
    ask: (url) =>
      send('GET', url, {
        accept: 'application/json',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
        'sec-fetch-site': 'same-origin',
      }),
  };
}

/** A form's fields as browsers write them. */
function multipart(fields: Readonly<Record<string, string>>): { boundary: string; body: Buffer } {
  const boundary = '----PrayaTrafficFormBoundary7MA4YWxk';
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { boundary, body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`) };
}
