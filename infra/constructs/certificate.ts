import { Validations } from 'aws-cdk-lib/core';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** The secret with the certificate of `*.{domain}`: `{"certificate": "...PEM, with its chain", "private_key": "...PEM"}`. */
export class Certificate extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { domain, removalPolicy }: Pick<Config, 'domain' | 'removalPolicy'>) {
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
  }
}
