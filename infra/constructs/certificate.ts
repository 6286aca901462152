import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** The one certificate `*.{domain}` of all rooms: `{"certificate": "...PEM, with its chain", "private_key": "...PEM"}`. */
export class Certificate extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { domain, removalPolicy }: Pick<Config, 'domain' | 'removalPolicy'>) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `Certificate and private key of *.${domain ?? ''}; hosts read it when they boot`,
      // Until there is one. What is put in here later, no deployment overwrites.
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'none_yet' },
      removalPolicy: removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Renewed with its certificate by a step of its own, long before either ends.',
    });
  }
}
