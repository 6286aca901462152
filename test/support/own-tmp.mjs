import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sets TMPDIR to one folder for all tests and their child processes; the global tear-down removes it. */
export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'elephant-tests-'));
  process.env.TMPDIR = folder;
  // The SDK is shared by all files of a worker, and reads the environment of the worker.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  globalThis.removeOwnTmp = () => rmSync(folder, { recursive: true, force: true });
}
