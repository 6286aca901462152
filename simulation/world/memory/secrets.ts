import { type KeyRing, parseKeyRing, requireSecretIn } from '../../../steps/domain/key-ring.ts';
import type { Secrets } from '../../../steps/ports.ts';

/** Link secrets in memory. Tests replace the ring. */
export class MemorySecrets implements Secrets {
  ring: KeyRing;

  constructor(secret = 'x'.repeat(43)) {
    this.ring = parseKeyRing(secret);
  }

  async keyRing(): Promise<KeyRing> {
    return this.ring;
  }

  async linkSecret(keyId: string | undefined): Promise<string> {
    return requireSecretIn(this.ring, keyId);
  }
}
