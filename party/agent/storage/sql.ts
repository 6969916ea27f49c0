export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>;

/** SQLite as the coder's parts see it: the Durable Object's own in the product, `node:sqlite` in tests. */
export interface Sql {
  /** Runs one statement and returns its rows; blobs come as Uint8Array. */
  all(statement: string, ...values: SqlValue[]): Record<string, SqlValue>[];
  /** All of `work` or, when it throws, nothing of it. `work` must not await. */
  transaction<T>(work: () => T): T;
}
