import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { type Journal, type JournalEntry, JournalUnavailable } from './states-language/index.ts';

/** What is needed of a file system, so that tests can inject a full disk. */
export interface Files {
  open(path: string, flags: 'a'): number;
  size(file: number): number;
  /** May write only a part of the text. Returns the number of bytes. */
  write(file: number, bytes: Uint8Array): number;
  truncate(file: number, size: number): void;
  close(file: number): void;
  remove(path: string): void;
}

const DISK: Files = {
  open: openSync,
  size: (file) => fstatSync(file).size,
  write: writeSync,
  truncate: ftruncateSync,
  close: closeSync,
  remove: rmSync,
};

/** Journals in files: one line for each entry. An entry is written completely, or its file stays as it was. */
export class JournalFiles implements Journal {
  readonly #fileOf: (executionName: string) => string;
  readonly #report: (problem: string | undefined) => void;
  readonly #disk: Files;
  #failing = false;

  /** @param report is called with the problem when entries cannot be written, and with undefined when they can again */
  constructor(
    fileOf: (executionName: string) => string,
    report: (problem: string | undefined) => void,
    disk: Files = DISK,
  ) {
    this.#fileOf = fileOf;
    this.#report = report;
    this.#disk = disk;
  }

  /** @throws JournalUnavailable */
  append(executionName: string, entry: JournalEntry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      this.#appendAll(this.#fileOf(executionName), line);
    } catch (error) {
      if (!this.#failing) this.#report((error as Error).message);
      this.#failing = true;
      throw new JournalUnavailable('the journal cannot be written', { cause: error });
    }
    if (this.#failing) this.#report(undefined);
    this.#failing = false;
  }

  #appendAll(path: string, line: Buffer): void {
    const file = this.#disk.open(path, 'a');
    try {
      const before = this.#disk.size(file);
      try {
        for (let written = 0; written < line.length;) written += this.#disk.write(file, line.subarray(written));
      } catch (error) {
        if (before === 0) this.#disk.remove(path);
        else this.#disk.truncate(file, before);
        throw error;
      }
    } finally {
      this.#disk.close(file);
    }
  }
}
