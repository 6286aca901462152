import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type KeyRing, parseKeyRing, requireSecretIn } from '../steps/domain/key-ring.ts';
import type { Secrets } from '../steps/ports.ts';
import { readJson, writeJson } from './files.ts';

/** The link secrets, in a file of the data folder that only its owner can read. */
export class FileSecrets implements Secrets {
  readonly #ring: KeyRing;

  /** Creates a secret at the first start. @throws RangeError for a file without valid secrets */
  constructor(dataDir: string) {
    const file = join(dataDir, 'link-secret.json');
    let stored = readJson<unknown>(file);
    if (stored === undefined) writeJson(file, (stored = randomBytes(32).toString('base64url')));
    this.#ring = parseKeyRing(typeof stored === 'string' ? stored : JSON.stringify(stored));
  }

  async keyRing(): Promise<KeyRing> {
    return this.#ring;
  }

  async linkSecret(keyId: string | undefined): Promise<string> {
    return requireSecretIn(this.#ring, keyId);
  }
}
