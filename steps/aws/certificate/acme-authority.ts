import { Route53Client } from '@aws-sdk/client-route-53';
import acme from 'acme-client';
import { type KeyPair, wildcardOf } from '../../domain/certificates.ts';
import type { CertificateAuthority } from '../../ports.ts';
import { adapter, hostedZoneId, matching, optional } from '../lambda/adapter.ts';
import { route53Config } from '../lambda/client-config.ts';
import { type Challenges, Route53Challenges } from './route53-challenges.ts';

/** An ACME authority (RFC 8555) with the challenge DNS-01, the only one for wildcard certificates. */
export class AcmeAuthority implements CertificateAuthority {
  readonly issues = true;
  readonly #directory: string;
  readonly #challenges: Challenges;

  constructor(directory: string, challenges: Challenges) {
    this.#directory = directory;
    this.#challenges = challenges;
  }

  /** Creates a new account each time, about every two months, so that no account key is stored. */
  async issue(domain: string): Promise<KeyPair> {
    const client = new acme.Client({
      directoryUrl: this.#directory,
      accountKey: await acme.crypto.createPrivateEcdsaKey(),
      backoffMin: 1_000,
    });
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
}

const nameOf = ({ identifier }: acme.Authorization): string => `_acme-challenge.${identifier.value}`;

/** For `certificate=provided`: the operator writes the certificate to the secret. */
const ELSEWHERE: CertificateAuthority = {
  issues: false,
  issue: () => Promise.reject(new RangeError('this deployment does not issue certificates')),
};

export const authority = adapter(
  {
    ACME_DIRECTORY: optional(matching(/^https:\/\/\S+$/, 'an https address'), undefined),
    HOSTED_ZONE_ID: hostedZoneId,
  },
  (env, tools): CertificateAuthority => {
    if (env.ACME_DIRECTORY === undefined) return ELSEWHERE;
    const client = tools.traced(new Route53Client(route53Config));
    return new AcmeAuthority(env.ACME_DIRECTORY, new Route53Challenges(client, env.HOSTED_ZONE_ID));
  },
);
