import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Files, JournalFiles } from '../../local/journal-files.ts';
import { type JournalEntry, JournalUnavailable } from '../../local/states-language/index.ts';
import { newFolder } from '../support/runtime.ts';

/** A disk that has room for some more bytes. Like a real one, it writes what fits and then fails. */
class SmallDisk implements Files {
  room = Infinity;
  readonly open = openSync;
  readonly size = (file: number): number => fstatSync(file).size;
  readonly truncate = ftruncateSync;
  readonly close = closeSync;
  readonly remove = rmSync;

  write(file: number, bytes: Uint8Array): number {
    if (this.room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const written = writeSync(file, bytes.subarray(0, Math.min(bytes.length, this.room)));
    this.room -= written;
    return written;
  }
}

const entry = (state: string): JournalEntry => ({ kind: 'elapsed', at: 1, state });

describe('a journal on a full disk', () => {
  let disk: SmallDisk;
  let file: string;
  let reports: (string | undefined)[];
  let journal: JournalFiles;

  beforeEach(() => {
    const folder = newFolder();
    disk = new SmallDisk();
    file = join(folder, 'm-1.jsonl');
    reports = [];
    journal = new JournalFiles(
      (name) => join(folder, `${name}.jsonl`),
      (problem) => reports.push(problem),
      disk,
    );
  });
  const states = (): unknown[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { state: unknown }).state);

  it('stays as it was when an entry is written in part, and continues when there is room', () => {
    journal.append('m-1', entry('A'));
    const before = readFileSync(file, 'utf8');
    disk.room = 7;
    expect(() => journal.append('m-1', entry('B'))).toThrow(JournalUnavailable);
    expect(readFileSync(file, 'utf8')).toBe(before);
    disk.room = Infinity;
    journal.append('m-1', entry('C'));
    expect(states()).toEqual(['A', 'C']);
  });

  it('does not exist when its first entry was not written', () => {
    disk.room = 7;
    expect(() => journal.append('m-1', entry('A'))).toThrow(JournalUnavailable);
    expect(existsSync(file)).toBe(false);
  });

  it('reports the problem once, and its end', () => {
    disk.room = 0;
    for (const state of ['A', 'B']) expect(() => journal.append('m-1', entry(state))).toThrow(JournalUnavailable);
    disk.room = Infinity;
    for (const state of ['C', 'D']) journal.append('m-1', entry(state));
    expect(reports).toEqual(['ENOSPC: no space left on device, write', undefined]);
  });

  it('is written completely when the system writes only a part of an entry at a time', () => {
    disk.write = (descriptor, bytes) => writeSync(descriptor, bytes.subarray(0, 3));
    writeFileSync(file, '');
    journal.append('m-1', entry('A'));
    expect(states()).toEqual(['A']);
  });
});
