import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { readKeys } from '../../steps/aws/secrets.ts';
import type { KeyRing } from '../../steps/domain/key-ring.ts';
import type { KeyStore, StoredKeys } from './key-store.ts';

/**
 * The link secrets in Secrets Manager. A write there has no condition, so a new version is stored as pending first. Then it
 * becomes the current one, which Secrets Manager refuses when another version is current by then.
 */
export class SecretsManagerKeys implements KeyStore {
  readonly #client: SecretsManagerClient;
  readonly #arn: string;

  constructor(client: SecretsManagerClient, secretArn: string) {
    this.#client = client;
    this.#arn = secretArn;
  }

  async read(): Promise<StoredKeys> {
    const keys = await readKeys(this.#client, this.#arn);
    const described = await this.#client.send(new DescribeSecretCommand({ SecretId: this.#arn }));
    // Includes the time at which a version became the current one.
    const changed = described.LastChangedDate ?? described.CreatedDate;
    return { ...keys, changedAt: changed?.getTime() ?? Infinity };
  }

  async replace(ring: KeyRing, version: string): Promise<boolean> {
    const next = randomUUID();
    await this.#client.send(
      new PutSecretValueCommand({
        SecretId: this.#arn,
        ClientRequestToken: next,
        SecretString: JSON.stringify(ring),
        VersionStages: ['AWSPENDING'],
      }),
    );
    try {
      await this.#client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: this.#arn,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: next,
          RemoveFromVersionId: version,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof InvalidParameterException) return false;
      throw error;
    }
  }
}
