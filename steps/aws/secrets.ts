import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Millis, SECOND } from '../domain/instants.ts';
import { type KeyRing, parseKeyRing, requireSecretIn, secretIn } from '../domain/key-ring.ts';
import type { Clock, Secrets } from '../ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** How long a function caches the secrets. */
const KEEP: Millis = 300 * SECOND;
/** How long a function does not ask again for a key that was missing. */
const MISSING_FOR: Millis = 10 * SECOND;

/** The link secrets of the deployment, from one secret in Secrets Manager. */
export class SecretsManagerSecrets implements Secrets {
  readonly #client: SecretsManagerClient;
  readonly #arn: string;
  readonly #clock: Pick<Clock, 'now'>;
  #kept: { readonly ring: KeyRing; readonly until: Millis } | undefined;
  /** By id: until when a key that was missing is not looked up again. Ids come from rows, so callers cannot add any. */
  readonly #missingUntil = new Map<string, Millis>();

  constructor(client: SecretsManagerClient, secretArn: string, clock: Pick<Clock, 'now'>) {
    this.#client = client;
    this.#arn = secretArn;
    this.#clock = clock;
  }

  async keyRing(): Promise<KeyRing> {
    return this.#kept && this.#clock.now() < this.#kept.until ? this.#kept.ring : this.#read();
  }

  async linkSecret(keyId: string | undefined): Promise<string> {
    let ring = await this.keyRing();
    if (keyId !== undefined && secretIn(ring, keyId) === undefined && this.#mayAskFor(keyId)) {
      // The key can be newer than the cache.
      ring = await this.#read();
      this.#missingUntil.set(keyId, this.#clock.now() + MISSING_FOR);
    }
    return requireSecretIn(ring, keyId);
  }

  #mayAskFor(keyId: string): boolean {
    return this.#clock.now() >= (this.#missingUntil.get(keyId) ?? 0);
  }

  async #read(): Promise<KeyRing> {
    const { ring } = await readKeys(this.#client, this.#arn);
    this.#kept = { ring, until: this.#clock.now() + KEEP };
    return ring;
  }
}

/**
 * Reads the secrets and the version of them. After somebody replaced them by one plain secret, also those before, so that
 * their meetings go on.
 * @throws RangeError for a secret that is not valid; the message does not contain it
 */
export async function readKeys(
  client: SecretsManagerClient,
  secretArn: string,
): Promise<{ readonly ring: KeyRing; readonly version: string }> {
  const { text, version } = await readVersion(client, secretArn, 'AWSCURRENT');
  const ring = parseKeyRing(text);
  const before = text.startsWith('{') ? undefined : await readPrevious(client, secretArn);
  return { ring: before ? parseKeyRing(text, before) : ring, version };
}

async function readPrevious(client: SecretsManagerClient, secretArn: string): Promise<KeyRing | undefined> {
  try {
    return parseKeyRing((await readVersion(client, secretArn, 'AWSPREVIOUS')).text);
  } catch (error) {
    // There is none, or it was never valid.
    if (error instanceof ResourceNotFoundException || error instanceof RangeError) return undefined;
    throw error;
  }
}

async function readVersion(client: SecretsManagerClient, SecretId: string, VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') {
  const { SecretString: text = '', VersionId: version = '' } = await client.send(
    new GetSecretValueCommand({ SecretId, VersionStage }),
  );
  return { text, version };
}

export const secrets = adapter(
  { LINK_SECRET_ARN: arn },
  (env, tools): Secrets =>
    new SecretsManagerSecrets(tools.traced(new SecretsManagerClient(clientConfig)), env.LINK_SECRET_ARN, tools.clock),
);
