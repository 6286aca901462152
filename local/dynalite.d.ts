/** As much of dynalite 4 as the local runtime uses; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** A folder for LevelDB; in memory without. */
    path?: string;
    /** Milliseconds that a table takes to become ACTIVE. */
    createTableMs?: number;
    deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}
