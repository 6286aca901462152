import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import dynalite from 'dynalite';
import inject, { type InjectOptions, type Response } from 'light-my-request';
import { StorageUnavailable } from '../steps/domain/errors.ts';
import { repairIndex } from './repair-index.ts';

/** Milliseconds of real time between two tries to open the store again. */
const RETRY_EVERY = 1_000;
/** Bytes that must fit before the store is opened again. It writes its log of up to 4 MiB into a new file then. */
const ROOM = 8 * 1024 * 1024;

export interface Disk {
  /** Called with the problem when the store cannot be written, and with undefined when it can again. */
  readonly report: (problem: string | undefined) => void;
  /** Called with the number of index entries that did not follow from the items. */
  readonly repaired: (entries: number) => void;
}

/**
 * dynalite, without a socket. An error of its store, such as a full disk, reaches nobody who could catch it: dynalite throws
 * it from a callback, and the call gets no response. So this class listens for uncaught errors. After one of the store, all
 * calls fail until there is room; then the store is opened again, because LevelDB may refuse writes after an error. Whenever it
 * is opened, its index is made to follow from its items.
 */
export class TableEngine {
  readonly #path: string | undefined;
  readonly #disk: Disk;
  readonly #inFlight = new Set<(error: Error) => void>();
  #server!: Server;
  #failure: StorageUnavailable | undefined;
  #reopening = Promise.resolve();
  #isClosed = false;

  private constructor(path: string | undefined, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
  }

  /**
   * @param path the folder; without it, data stays in memory
   * @throws StorageUnavailable when its files cannot be opened
   */
  static async open(path: string | undefined, disk: Disk): Promise<TableEngine> {
    const engine = new TableEngine(path, disk);
    try {
      await engine.#open();
    } catch (error) {
      throw openingError(error as Error);
    }
    if (path !== undefined) process.on('uncaughtException', engine.#onUncaught);
    return engine;
  }

  /** @throws StorageUnavailable */
  async call(request: InjectOptions): Promise<Response> {
    if (this.#failure) throw this.#failure;
    return new Promise((resolve, reject) => {
      this.#inFlight.add(reject);
      inject((incoming, response) => this.#server.emit('request', incoming, response), request)
        .then(resolve, reject)
        .finally(() => this.#inFlight.delete(reject));
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#path === undefined) return;
    await this.#reopening;
    process.off('uncaughtException', this.#onUncaught);
    await closeStore(this.#server);
  }

  async #open(): Promise<void> {
    const path = this.#path;
    if (path !== undefined) {
      const entries = await repairIndex(path);
      if (entries > 0) this.#disk.repaired(entries);
    }
    this.#server = dynalite({ ...(path !== undefined && { path }), createTableMs: 0 });
  }

  readonly #onUncaught = (error: Error): void => {
    if (!isOfStore(error)) {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exit(1);
    }
    const failure = new StorageUnavailable('the table cannot be written', { cause: error });
    for (const reject of this.#inFlight) reject(failure);
    this.#inFlight.clear();
    if (this.#failure) return;
    this.#failure = failure;
    this.#disk.report(error.message);
    this.#reopening = this.#reopen(this.#path!);
  };

  async #reopen(path: string): Promise<void> {
    await closeStore(this.#server).catch(() => undefined);
    while (this.#failure && !this.#isClosed) {
      await wait(RETRY_EVERY);
      if (hasRoom(path)) await this.#openAgain();
    }
  }

  async #openAgain(): Promise<void> {
    try {
      await this.#open();
      this.#failure = undefined;
      this.#disk.report(undefined);
    } catch {
      // The disk is full again. The next try follows.
    }
  }
}

/** After an error LevelDB is closed, so that calls find it closed. */
const isOfStore = ({ code, message }: NodeJS.ErrnoException): boolean =>
  code?.startsWith('LEVEL_') === true || message === 'Database is closed';

/** The cause of LevelDB's error says what is wrong. */
function openingError(error: Error): Error {
  if (!isOfStore(error)) return error;
  const { message } = (error.cause ?? error) as Error;
  return new StorageUnavailable(`the table cannot be opened: ${message}`, { cause: error });
}

function hasRoom(folder: string): boolean {
  const file = join(folder, 'room.probe');
  try {
    writeFileSync(file, Buffer.alloc(ROOM, 1));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
}

/** dynalite closes its files only when a listening server closes. */
async function closeStore(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
