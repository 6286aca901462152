import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import acme from 'acme-client';
import { type KeyPair, type RenewalWindow, wildcardOf } from '../../domain/certificates.ts';
import type { CertificateAuthority } from '../../certificate/ports.ts';
import { adapter, arn, hostedZoneId, matching, optional } from '../lambda/adapter.ts';
import { clientConfig, route53Config } from '../lambda/client-config.ts';
import { type AccountKeys, SecretAccountKeys } from './account-keys.ts';
import { certificateId, renewalWindow } from './renewal-info.ts';
import { type Challenges, Route53Challenges } from './route53-challenges.ts';

/** An ACME authority (RFC 8555) with the challenge DNS-01, the only one for wildcard certificates. */
export class AcmeAuthority implements CertificateAuthority {
  readonly directory: string;
  readonly #challenges: Challenges;
  readonly #accountKeys: AccountKeys;

  constructor(directory: string, challenges: Challenges, accountKeys: AccountKeys) {
    this.directory = directory;
    this.#challenges = challenges;
    this.#accountKeys = accountKeys;
  }

  renewalWindow(certificate: string): Promise<RenewalWindow | undefined> {
    return renewalWindow(this.directory, certificate);
  }

  async issue(domain: string, replaced?: string): Promise<KeyPair> {
    const client = new OrderClient(
      { directoryUrl: this.directory, accountKey: await this.#accountKey(), backoffMin: 1_000 },
      replaced === undefined ? undefined : certificateId(replaced),
    );
    const [key, csr] = await acme.crypto.createCsr(
      { altNames: [wildcardOf(domain)] },
      await acme.crypto.createPrivateEcdsaKey(),
    );
    const certificate = await client.auto({
      csr,
      termsOfServiceAgreed: true,
      challengePriority: ['dns-01'],
      // The record is in sync in Route 53. A resolver may have cached its absence.
      skipChallengeVerification: true,
      challengeCreateFn: (authorization, _, value) => this.#challenges.put(nameOf(authorization), value),
      challengeRemoveFn: (authorization, _, value) => this.#challenges.remove(nameOf(authorization), value),
    });
    return { certificate, private_key: key.toString() };
  }

  /** One key for all orders: an authority accepts `replaces` only from the account that the certificate belongs to. */
  async #accountKey(): Promise<string> {
    const stored = await this.#accountKeys.read();
    if (stored !== undefined) return stored;
    const created = (await acme.crypto.createPrivateEcdsaKey()).toString();
    await this.#accountKeys.write(created);
    return created;
  }
}

type OrderRequest = Parameters<acme.Client['createOrder']>[0];

/** Orders name the certificate that they replace (RFC 9773, 5), which exempts a renewal from rate limits. */
class OrderClient extends acme.Client {
  readonly #replaces: string | undefined;

  constructor(options: acme.ClientOptions, replaces: string | undefined) {
    super(options);
    this.#replaces = replaces;
  }

  /** An authority may refuse the name, for example because another order has replaced the certificate. */
  override async createOrder(order: OrderRequest): Promise<acme.Order> {
    if (this.#replaces === undefined) return super.createOrder(order);
    const replacing = { ...order, replaces: this.#replaces };
    return super.createOrder(replacing).catch(() => super.createOrder(order));
  }
}

const nameOf = ({ identifier }: acme.Authorization): string => `_acme-challenge.${identifier.value}`;

export const authority = adapter(
  {
    /** Undefined with `certificate=provided`: the operator writes the certificate to the secret. */
    ACME_DIRECTORY: optional(matching(/^https:\/\/\S+$/, 'an https address'), undefined),
    ACME_ACCOUNT_SECRET_ARN: optional(arn, undefined),
    HOSTED_ZONE_ID: hostedZoneId,
  },
  (env, tools): CertificateAuthority | undefined => {
    if (env.ACME_DIRECTORY === undefined || env.ACME_ACCOUNT_SECRET_ARN === undefined) return undefined;
    return new AcmeAuthority(
      env.ACME_DIRECTORY,
      new Route53Challenges(tools.traced(new Route53Client(route53Config)), env.HOSTED_ZONE_ID),
      new SecretAccountKeys(tools.traced(new SecretsManagerClient(clientConfig)), env.ACME_ACCOUNT_SECRET_ARN),
    );
  },
);
