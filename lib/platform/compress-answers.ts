import { createHash } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { brotliCompress, brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Answers compressed whole, with Brotli where the client takes it. The framework's own compression is
 * gzip, in pieces, each flushed: a page becomes a fifth larger by it and waits longer for it than for its
 * rendering. Built scripts do not change, and are worth Brotli's best effort once.
 */

type Encoding = 'br' | 'gzip';

const COMPRESSIBLE = /^(?:text\/(?!event-stream|csv)|application\/(?:javascript|json)|image\/svg)/;
/** Below this the headers outweigh what is saved. */
const MIN_BYTES = 512;
/** What is larger is no page or script of ours, and is not held in memory. */
const MAX_BYTES = 2_000_000;
/** An answer that is not whole by then is being streamed, and goes on as it comes. */
const MAX_HOLD_MS = 100;
/** Of Brotli's eleven: a page is as small as by gzip's own usual level, in half the time. */
const PAGE_QUALITY = 4;
/** 256 kB back: more than any file of ours, and less memory to prepare than Brotli's usual 4 MB. */
const WINDOW_BITS = 18;

const INSTALLED = Symbol.for('praya.compress-answers');

/** Compresses the answers of every server in this process; Node tells of each request on this channel. */
export function compressEveryAnswer(): void {
  const holder = globalThis as typeof globalThis & { [INSTALLED]?: true }; // the symbol's slot is ours
  if (holder[INSTALLED] === true) return;
  holder[INSTALLED] = true;
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }; // documented
    compressAnswer(request, response);
  });
}

/** Takes over how `response` is written. Call it before anything has been. */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  if (encoding !== null && request.method !== 'HEAD') {
    new HeldAnswer(response, encoding).takeOver();
  }
}

/** An answer on its way: held until it is whole, or let through as it is. */
class HeldAnswer {
  readonly #response: ServerResponse;
  readonly #encoding: Encoding;
  readonly #write: ServerResponse['write'];
  readonly #end: ServerResponse['end'];
  readonly #flushHeaders: ServerResponse['flushHeaders'];
  readonly #writeHead: ServerResponse['writeHead'];
  #state: 'undecided' | 'held' | 'let through' = 'undecided';
  #held: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, encoding: Encoding) {
    this.#response = response;
    this.#encoding = encoding;
    this.#write = response.write.bind(response);
    this.#end = response.end.bind(response);
    this.#flushHeaders = response.flushHeaders.bind(response);
    this.#writeHead = response.writeHead.bind(response);
  }

  takeOver(): void {
    const response = this.#response;
    response.writeHead = ((status: number, ...rest: readonly unknown[]) => {
      // Node itself calls this when the first of a body is let through.
      if (this.#state === 'let through') {
        return this.#writeHead(...([status, ...rest] as Parameters<ServerResponse['writeHead']>));
      }
      response.statusCode = status;
      if (typeof rest[0] === 'string') response.statusMessage = rest[0];
      setHeaders(response, rest.at(-1));
      return response;
    }) as typeof response.writeHead;
    response.flushHeaders = () => {
      if (!this.#isHeld()) this.#flushHeaders();
    };
    response.write = ((...args: readonly unknown[]) => {
      if (!this.#isHeld()) return this.#write(...(args as Parameters<ServerResponse['write']>));
      this.#hold(args);
      const done = args.at(-1);
      if (typeof done === 'function') process.nextTick(done as () => void);
      return true;
    }) as typeof response.write;
    response.end = ((...args: readonly unknown[]) => {
      if (!this.#isHeld()) return this.#end(...(args as Parameters<ServerResponse['end']>));
      this.#hold(args);
      const done = args.at(-1);
      return this.#finish(typeof done === 'function' ? (done as () => void) : undefined);
    }) as typeof response.end;
    response.once('close', () => clearTimeout(this.#timer));
  }

  /** Decided when the first of it is written: by then its headers are set. */
  #isHeld(): boolean {
    if (this.#state === 'undecided') {
      this.#state = isCompressible(this.#response) ? 'held' : 'let through';
      if (this.#state === 'held') {
        addVary(this.#response);
        // A file says how long it is; however slowly it is read, it will be whole.
        if (!this.#response.hasHeader('content-length')) {
          this.#timer = setTimeout(() => this.#letThrough(), MAX_HOLD_MS);
        }
      }
    }
    return this.#state === 'held';
  }

  #hold([chunk, charset]: readonly unknown[]): void {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof charset === 'string' ? (charset as BufferEncoding) : 'utf8')
        : chunk instanceof Uint8Array
          ? Buffer.from(chunk)
          : null;
    if (bytes === null) return;
    this.#held.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_BYTES) this.#letThrough();
  }

  #letThrough(): void {
    clearTimeout(this.#timer);
    this.#state = 'let through';
    for (const chunk of this.#held.splice(0)) this.#write(chunk);
  }

  #finish(done: (() => void) | undefined): ServerResponse {
    clearTimeout(this.#timer);
    if (this.#state !== 'held') return this.#end(done);
    this.#state = 'let through';
    const whole = Buffer.concat(this.#held.splice(0), this.#bytes);
    const small = whole.length < MIN_BYTES;
    const body = small ? whole : compress(whole, this.#encoding, this.#isBuiltFile());
    if (!small) this.#response.setHeader('Content-Encoding', this.#encoding);
    this.#response.setHeader('Content-Length', body.length);
    return this.#end(body, done);
  }

  /** Its name says what is in it, so it never changes. */
  #isBuiltFile(): boolean {
    const forever = String(this.#response.getHeader('cache-control')).includes('immutable');
    return forever && this.#response.statusCode === 200;
  }
}

/**
 * Built files at Brotli's best, by what is in them: one file has many addresses, and nobody may fill the
 * memory by asking for it by all of them. Null while one is being compressed.
 */
const atBest = new Map<string, Buffer | null>();

function compress(whole: Buffer, encoding: Encoding, builtFile: boolean): Buffer {
  if (encoding === 'gzip') return gzipSync(whole);
  if (builtFile) {
    const key = createHash('sha256').update(whole).digest('base64');
    const known = atBest.get(key);
    if (known instanceof Buffer) return known;
    if (known === undefined) keepAtBest(key, whole);
  }
  return brotliCompressSync(whole, brotliParams(whole, PAGE_QUALITY));
}

/** Whoever asks meanwhile does not wait for it. Should it fail, the next who asks begins it again. */
function keepAtBest(key: string, whole: Buffer): void {
  atBest.set(key, null);
  brotliCompress(whole, brotliParams(whole, constants.BROTLI_MAX_QUALITY), (error, best) => {
    if (error === null) atBest.set(key, best);
    else atBest.delete(key);
  });
}

function brotliParams(whole: Buffer, quality: number) {
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
    },
  };
}

/** Brotli before gzip; null for neither. https://httpwg.org/specs/rfc9110.html#field.accept-encoding */
function acceptedEncoding(header: string | readonly string[] | undefined): Encoding | null {
  const accepted = String(header ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => part.split(';', 1)[0]?.trim().toLowerCase());
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding)) ?? null;
}

function isCompressible(response: ServerResponse): boolean {
  const { statusCode } = response;
  return (
    statusCode !== 204 &&
    statusCode !== 206 &&
    statusCode !== 304 &&
    !response.headersSent &&
    !response.hasHeader('content-encoding') &&
    !String(response.getHeader('cache-control')).includes('no-transform') &&
    COMPRESSIBLE.test(String(response.getHeader('content-type')))
  );
}

/** So that no cache gives one client what was encoded for another. */
function addVary(response: ServerResponse): void {
  const vary = [response.getHeader('vary') ?? []].flat().join(', ');
  if (/(?:^|,)\s*accept-encoding\s*(?:,|$)/i.test(vary)) return;
  response.setHeader('Vary', vary === '' ? 'Accept-Encoding' : `${vary}, Accept-Encoding`);
}

/** Headers as `writeHead` takes them: an object, or names and values in turn. */
function setHeaders(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    for (let at = 0; at + 1 < headers.length; at += 2) {
      response.appendHeader(String(headers[at]), headers[at + 1] as string); // in turn
    }
  } else if (typeof headers === 'object' && headers !== null) {
    for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders)) {
      if (value !== undefined) response.setHeader(name, value);
    }
  }
}
