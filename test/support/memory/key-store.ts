import type { KeyStore, StoredKeys } from '../../../scripts/rotate-links/key-store.ts';
import type { MemorySecrets } from '../../../simulation/world/memory/secrets.ts';
import type { KeyRing } from '../../../steps/domain/key-ring.ts';
import type { Clock } from '../../../steps/ports.ts';

/** The link secrets of a simulated world, for the operator. */
export class MemoryKeyStore implements KeyStore {
  readonly #secrets: MemorySecrets;
  readonly #clock: Pick<Clock, 'now'>;
  #version = 1;
  #changedAt: number;

  constructor(secrets: MemorySecrets, clock: Pick<Clock, 'now'>) {
    this.#secrets = secrets;
    this.#clock = clock;
    this.#changedAt = clock.now();
  }

  async read(): Promise<StoredKeys> {
    return { ring: this.#secrets.ring, version: String(this.#version), changedAt: this.#changedAt };
  }

  async replace(ring: KeyRing, version: string): Promise<boolean> {
    if (version !== String(this.#version)) return false;
    this.#secrets.ring = ring;
    this.#version++;
    this.#changedAt = this.#clock.now();
    return true;
  }
}
