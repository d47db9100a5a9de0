import pg from 'pg';
import { BEGIN, Packet, type PgQuery } from './packet.ts';

/**
 * A connection that sends what it is given in one go in one packet (packet.ts): each is a call of the system's
 * here and there. BEGIN and COMMIT go with the statements next to them. Between `begin` and `commit` or
 * `rollback` whatever it is given is in the transaction.
 */
export class PacketClient extends pg.Client {
  #waiting: PgQuery[] = [];
  #isDue = false;
  #transaction: 'none' | 'to begin' | 'beginning' | 'begun' | 'not begun' = 'none';
  #begun: Promise<unknown> = Promise.resolve();
  #hasFailed = () => false;

  /** BEGIN goes ahead of the next statement: a transaction without any asks PostgreSQL nothing. */
  begin(): void {
    this.#transaction = 'to begin';
  }

  /**
   * Throws where PostgreSQL rolled it back, as it does a transaction of which something failed; and, with the
   * transaction still open, where `hasFailed` tells of a failure that PostgreSQL has not seen.
   */
  async commit(hasFailed: () => boolean): Promise<void> {
    if (this.#transaction !== 'to begin') {
      this.#hasFailed = hasFailed;
      const { command } = await this.#ask<pg.QueryResult>(COMMIT);
      if (command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    }
    this.#transaction = 'none';
  }

  /** Throws where the connection cannot be used any more. */
  async rollback(): Promise<void> {
    if (this.#transaction !== 'to begin') {
      await this.#begun;
      await this.#ask(ROLLBACK);
    }
    this.#transaction = 'none';
  }

  override query(...args: readonly unknown[]): never {
    const query = toQuery(args);
    // In a transaction all of it goes by the protocol that packets are of, one statement at a time.
    if (query === null || (this.#transaction === 'none' && !query.requiresPreparation())) {
      this.#flush();
      return super.query(...(args as Parameters<pg.Client['query']>)) as never; // as it is overloaded
    }
    if (query.callback === undefined) return this.#ask(query) as never;
    this.#add(query);
    return query as never;
  }

  #ask<Result>(query: PgQuery | pg.QueryConfig): Promise<Result> {
    const asked = 'prepare' in query ? query : (new pg.Query(query) as unknown as PgQuery);
    return new Promise((resolve, reject) => {
      asked.callback = (error, result) => {
        if (error === null) resolve(result as Result);
        else reject(error);
      };
      this.#add(asked);
    });
  }

  #add(query: PgQuery): void {
    if (this.#transaction === 'not begun') {
      // Outside a transaction it must not be carried out.
      const error = new Error('The transaction could not be begun.');
      process.nextTick(() => query.callback?.(error, null));
      return;
    }
    if (this.#transaction === 'to begin') this.#sendBegin();
    this.#waiting.push(query);
    if (this.#isDue) return;
    this.#isDue = true;
    process.nextTick(() => {
      this.#isDue = false;
      // What follows while it is not known whether the transaction has begun waits for that.
      if (this.#transaction !== 'beginning' || this.#waiting[0]?.text === BEGIN.text) this.#flush();
    });
  }

  #sendBegin(): void {
    this.#transaction = 'beginning';
    this.#begun = this.#ask(BEGIN).then(
      () => {
        this.#transaction = 'begun';
        this.#flush();
      },
      (error: unknown) => {
        this.#transaction = 'not begun';
        for (const { callback } of this.#waiting.splice(0)) callback?.(error, null);
        throw error;
      },
    );
    // Whoever asked for the first statement hears of it.
    this.#begun.catch(() => undefined);
  }

  #flush(): void {
    const queries = this.#waiting.splice(0);
    // Asked here, when whatever failed before it was sent has been able to say so.
    if (queries.at(-1)?.text === COMMIT.text && this.#hasFailed()) {
      const error = new Error('What was left to the commit failed.');
      queries.pop()?.callback?.(error, null);
    }
    if (queries.length > 0) super.query(new Packet(queries));
  }
}

const COMMIT = { text: 'commit' };
const ROLLBACK = { text: 'rollback' };

/** For a pooler that may run each transaction on another connection, which knows no names of ours. */
export class UnnamedClient extends PacketClient {
  override query(...[query, ...rest]: readonly unknown[]): never {
    return super.query(isNamed(query) ? { ...query, name: '' } : query, ...rest);
  }
}

function isNamed(query: unknown): query is { readonly name: string } {
  return typeof query === 'object' && query !== null && 'name' in query;
}

/** Null for what is more than a statement: pg's own ways to copy and to read by pieces. */
function toQuery(args: readonly unknown[]): PgQuery | null {
  const [first] = args;
  const isStatement =
    typeof first === 'string' ||
    (typeof first === 'object' && first !== null && !('submit' in first));
  return isStatement
    ? (new pg.Query(...(args as ConstructorParameters<typeof pg.Query>)) as unknown as PgQuery)
    : null;
}
