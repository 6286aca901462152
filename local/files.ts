import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StorageUnavailable } from '../steps/domain/errors.ts';

/** The data folder cannot be used. The message is one line for the user. */
export class BrokenDataFolder extends Error {
  override readonly name = 'BrokenDataFolder';
}

/** Locks the folder until this process ends. @throws BrokenDataFolder when another process holds the lock */
export function lockFolder(folder: string): void {
  makeFolder(folder);
  const file = join(folder, 'process.json');
  const owner = readJson<number>(file);
  if (owner !== undefined && owner !== process.pid && isAlive(owner))
    throw new BrokenDataFolder(
      `${folder} is in use by process ${owner} (if that process is another program, delete ${file})`,
    );
  writeJson(file, process.pid);
  process.once('exit', () => rmSync(file, { force: true }));
}

/**
 * Creates a folder and its parents. Not with the option `recursive`, with which Node.js never returns where the file
 * system accepts no folders, such as in /proc.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Returns the value in a file; undefined when there is no file. @throws BrokenDataFolder when it is not JSON */
export function readJson<T>(file: string): T | undefined {
  const text = readIfExists(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new BrokenDataFolder(`${file} is not JSON`, { cause: error });
  }
}

export function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Errors of a disk without room, of a quota, and of a limit on the size of files. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Replaces the file atomically, also when the process is killed.
 * @throws StorageUnavailable when there is no room
 */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.new`;
  try {
    writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    if (!NO_ROOM.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new StorageUnavailable((error as Error).message, { cause: error });
  }
}

/** A small collection: one JSON file for each record, with a copy of all records in memory. */
export class Records<T> {
  readonly #folder: string;
  readonly #values = new Map<string, T>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const value = readJson<T>(join(folder, file));
      if (value !== undefined) this.#values.set(file.slice(0, -'.json'.length), value);
    }
  }

  get(name: string): T | undefined {
    return this.#values.get(name);
  }

  all(): readonly (readonly [string, T])[] {
    return [...this.#values];
  }

  put(name: string, value: T): void {
    writeJson(this.#fileOf(name), value);
    this.#values.set(name, value);
  }

  delete(name: string): void {
    rmSync(this.#fileOf(name), { force: true });
    this.#values.delete(name);
  }

  /** Generated ids only, so that a name cannot leave the folder. */
  #fileOf(name: string): string {
    if (!/^[\w-]+$/.test(name)) throw new RangeError(`invalid record name: ${name}`);
    return join(this.#folder, `${name}.json`);
  }
}
