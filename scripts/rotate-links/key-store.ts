import type { KeyRing } from '../../steps/domain/key-ring.ts';
import type { Millis } from '../../steps/domain/instants.ts';

export interface StoredKeys {
  readonly ring: KeyRing;
  /** Names what is stored; the condition of the next write. */
  readonly version: string;
  readonly changedAt: Millis;
}

/** The stored link secrets, for the operator. */
export interface KeyStore {
  /** @throws RangeError when what is stored is not valid */
  read(): Promise<StoredKeys>;
  /** Stores the ring if `version` is still what is stored. Otherwise returns false and changes nothing. */
  replace(ring: KeyRing, version: string): Promise<boolean>;
}
