import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data folder cannot be used as it is; the message is one line for a person. */
export class BrokenDataFolder extends Error {
  override readonly name = 'BrokenDataFolder';
}

/** Takes the folder for this process, until it ends. @throws BrokenDataFolder when another one has it */
export function claimFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'process.json');
  const owner = readJson<number>(file);
  if (owner !== undefined && owner !== process.pid && isAlive(owner))
    throw new BrokenDataFolder(`${folder} is in use by process ${owner} (if that is another program, delete ${file})`);
  writeJson(file, process.pid);
  process.once('exit', () => rmSync(file, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The value in a file; undefined when there is none. @throws BrokenDataFolder when it is not JSON */
export function readJson<T>(file: string): T | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new BrokenDataFolder(`${file} is not JSON`, { cause: error });
  }
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, whenever the process is killed. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
  renameSync(draft, file);
}

/** A small collection on disk: one file per record, all of it in memory too. */
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

  /** Names are ids of ours, never a caller's text. */
  #fileOf(name: string): string {
    if (!/^[\w-]+$/.test(name)) throw new RangeError(`not a record's name: ${name}`);
    return join(this.#folder, `${name}.json`);
  }
}
