import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Millis } from '../domain/instants.ts';
import type { Clock, Secrets } from '../ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** How long a function caches the secret: a new secret is in use everywhere after this time. */
const KEEP: Millis = 300_000;
const MIN_LENGTH = 32;

/** The link secret of the deployment, from Secrets Manager. */
export class SecretsManagerSecrets implements Secrets {
  readonly #client: SecretsManagerClient;
  readonly #arn: string;
  readonly #clock: Clock;
  #kept: { readonly secret: string; readonly until: Millis } | undefined;

  constructor(client: SecretsManagerClient, secretArn: string, clock: Clock) {
    this.#client = client;
    this.#arn = secretArn;
    this.#clock = clock;
  }

  /** @throws RangeError for a secret that is too short; the message does not contain it */
  async linkSecret(): Promise<string> {
    const now = this.#clock.now();
    if (this.#kept && now < this.#kept.until) return this.#kept.secret;
    const { SecretString = '' } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#arn }));
    if (SecretString.length < MIN_LENGTH)
      throw new RangeError(`the link secret has fewer than ${MIN_LENGTH} characters`);
    this.#kept = { secret: SecretString, until: now + KEEP };
    return SecretString;
  }
}

export const secrets = adapter(
  { LINK_SECRET_ARN: arn },
  (env, tools): Secrets =>
    new SecretsManagerSecrets(tools.traced(new SecretsManagerClient(clientConfig)), env.LINK_SECRET_ARN, tools.clock),
);
