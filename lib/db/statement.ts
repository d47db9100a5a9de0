import { createHash } from 'node:crypto';
import {
  Column,
  DrizzleQueryError,
  type DriverValueDecoder,
  type InferInsertModel,
  type InferSelectModel,
  Param,
  Placeholder,
  SQL,
  getTableColumns,
  sql,
} from 'drizzle-orm';
import { NodePgSession } from 'drizzle-orm/node-postgres';
import type { PgTable, PreparedQueryConfig } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';

/** Stands for what a statement is handed when it runs, by name; in conditions, as it is. */
export type Given<Values> = { readonly [Name in keyof Values & string]: Placeholder<Name> };

/** A query as Drizzle builds it. */
interface Query<Result> {
  toSQL(): { sql: string };
  prepare(name: string): { execute(): Promise<Result> };
}

/**
 * A statement put together once, on its first run, that runs on any database or transaction from then
 * on: with Drizzle, putting a statement together costs far more than sending it.
 *
 *     const find = statement((db, given: Given<{ id: string }>) =>
 *       db.select().from(thing).where(eq(thing.id, given.id)),
 *     );
 *     await find(tx, { id: 'thing_1' });
 *
 * PostgreSQL keeps it parsed, and planned, on each connection. Its name is made of its text: this file
 * may be loaded twice in one process, and the two must not give one name to two statements.
 */
export function statement<Values extends object, Result>(
  build: (db: Db, given: Given<Values>) => Query<Result> | SQL<Result>,
): (db: Db, values: Values) => Promise<Result> {
  // The text is the same on PostgreSQL and PGlite; how it is sent is not.
  const byDriver = new Map<unknown, Prepared<Result>>();
  return (db, values) => {
    const session = sessionOf(db);
    let prepared = byDriver.get(session.constructor);
    if (prepared === undefined) {
      const built = build(db, givenOf<Values>());
      const query = built instanceof SQL ? written(db, built) : built;
      prepared = session instanceof NodePgSession ? prepareOnPg(query) : prepare(query);
      byDriver.set(session.constructor, prepared);
    }
    return prepared(session, values);
  };
}

/** A row's columns, each given under its own name, and written as Drizzle writes it. */
export function rowOf<Table extends PgTable>(
  table: Table,
  given: Columns<ColumnName<Table>>,
): Record<ColumnName<Table>, SQL> {
  return changeOf(table, given, ...(Object.keys(getTableColumns(table)) as ColumnName<Table>[])); // its own
}

/** As `rowOf`, of some of the columns: what an update sets. */
export function changeOf<Table extends PgTable, Name extends ColumnName<Table>>(
  table: Table,
  given: Columns<Name>,
  ...names: readonly Name[]
): Record<Name, SQL> {
  const columns: Readonly<Record<string, Column>> = getTableColumns(table);
  const values = names.map((name) => [name, sql`${sql.param(given[name], columns[name])}`]);
  return Object.fromEntries(values) as Record<Name, SQL>; // the names asked for
}

type Columns<Name extends string> = { readonly [Each in Name]: Placeholder };

/** Several rows of a table, given as one value that `asRows` makes: what an insert of any number selects. */
export function rowsOf<Table extends PgTable>(table: Table, rows: Placeholder): SQL {
  // In the order in which an insert names them; what PostgreSQL numbers by itself is not written.
  const names = Object.values(getTableColumns(table))
    .filter(({ generatedIdentity }) => generatedIdentity === undefined)
    .map(({ name }) => sql.identifier(name));
  return sql`select ${sql.join(names, sql`, `)} from jsonb_populate_recordset(null::${table}, ${rows}::jsonb)`;
}

/** Rows as `rowsOf` reads them: by the database's names, big numbers as texts. */
export function asRows<Table extends PgTable>(
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): string {
  const columns = Object.entries(getTableColumns(table));
  const byColumn = rows.map((row) =>
    Object.fromEntries(
      columns.map(([name, column]) => {
        const value = (row as Record<string, unknown>)[name] ?? null;
        return [column.name, typeof value === 'bigint' ? value.toString() : value];
      }),
    ),
  );
  return JSON.stringify(byColumn);
}

type ColumnName<Table extends PgTable> = keyof InferSelectModel<Table> & string;

function givenOf<Values>(): Given<Values> {
  const byName = { get: (_: object, name: string) => sql.placeholder(name) };
  return new Proxy({}, byName) as Given<Values>; // whatever is asked for is there
}

/** A statement that Drizzle's builders have no words for, as one they have made. */
function written<Result>(db: Db, text: SQL<Result>): Query<Result> {
  const query = db.execute(text).getQuery();
  return {
    toSQL: () => query,
    prepare: (name) =>
      db._.session.prepareQuery<PreparedQueryConfig & { execute: Result }>(
        query,
        undefined,
        name,
        false,
      ),
  };
}

type Prepared<Result> = (session: Session, values: object) => Promise<Result>;

/** What this file has to know of Drizzle's sessions, and of the queries it prepares on them. */
interface Session {
  readonly client: unknown;
}

interface PreparedQuery<Result> {
  client: unknown;
  params: readonly unknown[];
  execute(): Promise<Result>;
}

interface SelectedField {
  readonly path: string[];
  readonly field: Column | SQL | SQL.Aliased;
}

interface PgPreparedQuery {
  readonly fields: readonly SelectedField[] | undefined;
  readonly joinsNotNullableMap: Record<string, boolean> | undefined;
  /** For rows as they are; `queryConfig` is for values that `fields` tell what they are. */
  readonly rawQueryConfig: { readonly text: string };
  readonly queryConfig: { readonly text: string };
}

interface PgQueryable {
  query(config: object, values: readonly unknown[]): Promise<{ readonly rows: unknown[][] }>;
}

function sessionOf(db: Db): Session {
  return db._.session as unknown as Session; // `client` is private in Drizzle's types
}

/** Drizzle prepares a query on one session; here it is given another's connection for each run. */
function prepare<Result>(query: Query<Result>): Prepared<Result> {
  const { prepared, values } = asPrepared(query);
  return (session, given) => {
    const run = Object.create(prepared) as PreparedQuery<Result>; // all but what is set here
    run.client = session.client;
    run.params = values.map((read) => read(given));
    return run.execute();
  };
}

/** As `prepare`, past what Drizzle does for each run: for pg its values are all that differs from the last. */
function prepareOnPg<Result>(query: Query<Result>): Prepared<Result> {
  const { prepared, values } = asPrepared(query);
  const own = prepared as unknown as PgPreparedQuery; // as Drizzle makes it for pg
  const { fields, joinsNotNullableMap: joins, rawQueryConfig, queryConfig } = own;
  // What a join may leave out is for Drizzle to tell.
  if (joins !== undefined && Object.values(joins).includes(false)) return prepare(query);
  const rowOf = fields === undefined ? null : rowMapper(fields);
  const config = rowOf === null ? rawQueryConfig : queryConfig;
  return async (session, given) => {
    const parameters = values.map((read) => read(given));
    let answer: { readonly rows: readonly unknown[][] };
    try {
      answer = await (session.client as PgQueryable).query(config, parameters);
    } catch (error) {
      throw new DrizzleQueryError(config.text, parameters, error as Error); // as Drizzle does
    }
    return (rowOf === null ? answer : answer.rows.map(rowOf)) as Result; // as the query says
  };
}

function asPrepared<Result>(query: Query<Result>) {
  const name = createHash('sha256').update(query.toSQL().sql).digest('hex').slice(0, 32);
  const prepared = query.prepare(name) as PreparedQuery<Result>; // in both drivers
  return { prepared, values: prepared.params.map(reader) };
}

/** Values in the order of the columns, as the row that was selected. */
function rowMapper(fields: readonly SelectedField[]): (values: readonly unknown[]) => object {
  const columns = fields.map(({ path: [first = '', second, ...rest], field }) => {
    if (rest.length > 0) throw new Error('Rows have one level of names, or two.');
    return { first, second, decoder: decoderOf(field) };
  });
  return (values) => {
    const row: Record<string, unknown> = {};
    for (const [at, { first, second, decoder }] of columns.entries()) {
      const value = values[at];
      const read = value === null ? null : decoder.mapFromDriverValue(value);
      if (second === undefined) row[first] = read;
      else ((row[first] ??= {}) as Record<string, unknown>)[second] = read;
    }
    return row;
  };
}

function decoderOf(field: SelectedField['field']): DriverValueDecoder<unknown, unknown> {
  if (field instanceof Column) return field;
  const { decoder } = (field instanceof SQL ? field : (field as SQL.Aliased).sql) as unknown as {
    decoder: DriverValueDecoder<unknown, unknown>; // of Drizzle's own keeping
  };
  return decoder;
}

/** How a parameter is read from what is given. */
function reader(param: unknown): (given: object) => unknown {
  const placeholder = param instanceof Param ? param.value : param;
  if (!(placeholder instanceof Placeholder)) return () => param;
  const { name } = placeholder;
  return (given) => {
    const value = (given as Record<string, unknown>)[name]; // named in the statement
    if (value === undefined) throw new Error(`The statement was not given "${name}".`);
    return value === null || !(param instanceof Param)
      ? value
      : param.encoder.mapToDriverValue(value);
  };
}
