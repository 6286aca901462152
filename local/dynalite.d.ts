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
