import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary files of the tests, and of what they start, go where they are found and removed together. */
export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'elephant-tests-'));
  process.env.TMPDIR = folder;
  globalThis.removeOwnTmp = () => rmSync(folder, { recursive: true, force: true });
}
