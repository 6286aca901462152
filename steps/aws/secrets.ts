import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Millis } from '../domain/instants.ts';
import type { Clock, Secrets } from '../ports.ts';
import { adapter, arn } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';

/** A secret that is replaced is in force everywhere this much later. */
const KEEP: Millis = 300_000;
const SHORTEST = 32;

/** The deployment's secret, from Secrets Manager. */
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

  /** Throws RangeError for a secret that is too short to sign with; it is not in the message. */
  async linkSecret(): Promise<string> {
    const now = this.#clock.now();
    if (this.#kept && now < this.#kept.until) return this.#kept.secret;
    const { SecretString = '' } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#arn }));
    if (SecretString.length < SHORTEST) throw new RangeError(`the link secret has less than ${SHORTEST} characters`);
    this.#kept = { secret: SecretString, until: now + KEEP };
    return SecretString;
  }
}

export const secrets = adapter(
  { LINK_SECRET_ARN: arn },
  (env, tools): Secrets =>
    new SecretsManagerSecrets(tools.traced(new SecretsManagerClient(clientConfig)), env.LINK_SECRET_ARN, tools.clock),
);
