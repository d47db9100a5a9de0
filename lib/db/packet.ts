import pg from 'pg';

export const BEGIN = { text: 'begin' };

/**
 * Statements that go to PostgreSQL in one piece, with one Sync behind the last of them: it answers them in one
 * piece too, and leaves out all that follow one that fails. With a Sync behind each, as pg's own pipeline sends
 * them, every answer is a packet of its own, which costs as much as a small statement.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 *
 * To pg's client it is one query, whose place is taken by one statement after another. Whoever waits for any of
 * them hears that one failed, for in a transaction none of them counts then; only BEGIN has its own result.
 */
export class Packet extends pg.Query {
  /** What the client reads of the statement that is being answered. */
  declare name: string;
  declare text: string;
  readonly #queries: readonly PgQuery[];
  #answered = 0;
  #failed = false;

  constructor(queries: readonly PgQuery[]) {
    super('');
    this.#queries = queries;
    this.#show();
  }

  /** What is sent, in order. */
  get texts(): readonly string[] {
    return this.#queries.map(({ text }) => text);
  }

  /** Called by the client when it may be written. */
  override submit = ((connection: PgConnection): null => {
    const written = new Written(connection);
    for (const query of this.#queries) query.prepare(written.connection);
    const refused = written.send();
    if (refused !== null) process.nextTick(() => this.handleError(refused.error, connection));
    return null;
  }) as unknown as pg.Query['submit']; // typed for pg's own connection

  handleRowDescription(message: unknown): void {
    this.#query.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#query.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: PgConnection): void {
    this.#query.handleCommandComplete(message, connection);
    this.#next();
  }

  handleEmptyQuery(): void {
    this.#next();
  }

  /** What is carried out outside a transaction counts from here on: until now each of them could still fail. */
  handleReadyForQuery(connection: PgConnection): void {
    if (this.#failed) return;
    for (const query of this.#queries) query.handleReadyForQuery(connection);
  }

  handleError(error: unknown, connection: PgConnection): void {
    if (this.#failed) return;
    this.#failed = true;
    // Of those that were left out PostgreSQL has kept no name.
    const parsing = connection.submittedNamedStatements;
    for (const { name } of this.#queries) if (name !== undefined) delete parsing[name];
    for (const [place, query] of this.#queries.entries()) {
      // A transaction that has begun is there to be rolled back, whatever failed in it.
      if (place < this.#answered && query.text === BEGIN.text)
        query.handleReadyForQuery(connection);
      else query.handleError(error, connection);
    }
  }

  #next(): void {
    this.#answered += 1;
    this.#show();
  }

  #show(): void {
    const query = this.#queries[this.#answered];
    if (query === undefined) return;
    this.name = query.name ?? '';
    this.text = query.text;
  }

  get #query(): PgQuery {
    const query = this.#queries[this.#answered];
    if (query === undefined) throw new Error('PostgreSQL answered more than it was asked.');
    return query;
  }
}

/** Collects what queries write to a connection, so that it leaves at once, with one Sync. */
class Written {
  /** The connection, as queries are to see it. */
  readonly connection: PgConnection;
  readonly #to: PgConnection;
  readonly #chunks: Buffer[] = [];
  #refused: { readonly error: unknown } | null = null;

  constructor(to: PgConnection) {
    this.#to = to;
    const stream = { writable: true, write: (chunk: Buffer) => this.#chunks.push(chunk) };
    this.connection = Object.create(to, {
      stream: { value: stream },
      bind: { value: (config: object) => this.#bind(config) },
      sync: { value: () => undefined },
    }) as PgConnection; // all else is the connection's own
  }

  /** Null, or why nothing was sent: a value that cannot be written. */
  send(): { readonly error: unknown } | null {
    // A Sync alone has the client go on to what it was asked next.
    if (this.#refused !== null) this.#chunks.length = 0;
    this.#to.sync.call(this.connection);
    if (this.#to.stream.writable) this.#to.stream.write(Buffer.concat(this.#chunks));
    return this.#refused;
  }

  #bind(config: object): void {
    try {
      this.#to.bind.call(this.connection, config);
    } catch (error) {
      this.#refused ??= { error };
    }
  }
}

/** What this file has to know of pg's queries and connections, which its types keep to themselves. */
export interface PgQuery {
  readonly text: string;
  readonly name: string | undefined;
  callback: ((error: unknown, result: unknown) => void) | undefined;
  requiresPreparation(): boolean;
  prepare(connection: PgConnection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: PgConnection): void;
  handleReadyForQuery(connection: PgConnection): void;
  handleError(error: unknown, connection: PgConnection): void;
}

interface PgConnection {
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: {
    readonly writable: boolean;
    write(chunk: Buffer): unknown;
  };
  bind(config: object): void;
  sync(): void;
}
