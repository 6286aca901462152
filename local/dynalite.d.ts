/** The part of dynalite 4 that the local runtime uses; the package has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** A folder for LevelDB; without it, data stays in memory. */
    path?: string;
    /** Milliseconds until a new table is ACTIVE. */
    createTableMs?: number;
    deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}

/** Its store, for the repair of indexes. */
declare module 'dynalite/db/index.js' {
  interface Index {
    readonly IndexName: string;
  }
  export interface Table {
    readonly TableName: string;
    readonly GlobalSecondaryIndexes?: readonly Index[];
  }
  type Item = Readonly<Record<string, unknown>>;

  /** LevelDB, with values in JSON. Keys are `table~`, `item-TABLE~` or `index-global~TABLE~INDEX~`, and the name or key. */
  interface Store {
    open(): Promise<void>;
    iterator(range: { gte: string; lt: string }): { all(): Promise<[string, unknown][]> };
    batch(
      changes: readonly ({ type: 'put'; key: string; value: Item } | { type: 'del'; key: string })[],
    ): Promise<void>;
    close(): Promise<void>;
  }
  export function create(options: { path: string }): { readonly db: Store };
  /** The entries that an item has in these indexes, if there was none before. */
  export function getIndexActions(
    indexes: readonly Index[],
    before: undefined,
    item: Item,
    table: Table,
  ): { readonly puts: readonly { readonly key: string; readonly item: Item }[] };
}
