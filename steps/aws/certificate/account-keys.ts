import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Storage of the private key (PEM) of the account with the certificate authority. */
export interface AccountKeys {
  /** Returns undefined before the first certificate. */
  read(): Promise<string | undefined>;
  write(key: string): Promise<void>;
}

/** In a secret that, unlike the certificate's, no host can read. */
export class SecretAccountKeys implements AccountKeys {
  readonly #client: SecretsManagerClient;
  readonly #arn: string;

  constructor(client: SecretsManagerClient, secretArn: string) {
    this.#client = client;
    this.#arn = secretArn;
  }

  async read(): Promise<string | undefined> {
    const { SecretString = '' } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#arn }));
    return SecretString.includes('PRIVATE KEY') ? SecretString : undefined;
  }

  async write(key: string): Promise<void> {
    await this.#client.send(new PutSecretValueCommand({ SecretId: this.#arn, SecretString: key }));
  }
}
