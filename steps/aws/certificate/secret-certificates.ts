import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { KeyPair } from '../../domain/certificates.ts';
import type { Certificates } from '../../certificate/ports.ts';
import { adapter, arn, domainName } from '../lambda/adapter.ts';
import { clientConfig } from '../lambda/client-config.ts';

const keyPair = z.object({ certificate: z.string(), private_key: z.string(), directory: z.optional(z.string()) });

/** The certificate and its key in a secret of Secrets Manager. */
export class SecretCertificates implements Certificates {
  readonly domain: string;
  readonly #client: SecretsManagerClient;
  readonly #arn: string;

  constructor(client: SecretsManagerClient, secretArn: string, domain: string) {
    this.#client = client;
    this.#arn = secretArn;
    this.domain = domain;
  }

  async read(): Promise<KeyPair | undefined> {
    const { SecretString = '' } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#arn }));
    try {
      return keyPair.safeParse(JSON.parse(SecretString)).data;
    } catch {
      // Not JSON. The error is dropped because its message quotes the secret.
      return undefined;
    }
  }

  async write(pair: KeyPair): Promise<void> {
    await this.#client.send(new PutSecretValueCommand({ SecretId: this.#arn, SecretString: JSON.stringify(pair) }));
  }
}

export const certificates = adapter(
  { CERTIFICATE_SECRET_ARN: arn, JITSI_DOMAIN: domainName },
  (env, tools): Certificates =>
    new SecretCertificates(
      tools.traced(new SecretsManagerClient(clientConfig)),
      env.CERTIFICATE_SECRET_ARN,
      env.JITSI_DOMAIN,
    ),
);
