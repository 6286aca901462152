import { Validations } from 'aws-cdk-lib/core';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/**
 * The secret with the certificate of `*.{domain}`: `{"certificate": "...PEM, with its chain", "private_key": "...PEM"}`,
 * and the secret with the key of the account with the certificate authority.
 */
export class Certificate extends Construct {
  readonly secret: Secret;
  /** Undefined when the operator provides the certificate. Hosts cannot read it. */
  readonly account: Secret | undefined;

  constructor(
    scope: Construct,
    id: string,
    { domain, certificate, removalPolicy }: Pick<Config, 'domain' | 'certificate' | 'removalPolicy'>,
  ) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `Certificate and private key of *.${domain ?? ''}; hosts read it when they boot`,
      // A placeholder until there is a certificate. Later deployments do not overwrite the secret.
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'none_yet' },
      removalPolicy,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A function renews the certificate and its key long before they expire.',
    });
    if (certificate !== 'acme') return;
    this.account = new Secret(this, 'Account', {
      description: `Key of the account with the authority that issues the certificate of *.${domain ?? ''}`,
      // A placeholder until the first certificate.
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'none_yet' },
      removalPolicy,
    });
    Validations.of(this.account).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The authority recognizes the account by this key.',
    });
  }
}
