import { Duration } from 'aws-cdk-lib/core';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** Runs `renewCertificate` twice a day. */
export class CertificateRenewal extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { names, renewal }: { readonly names: Names; readonly renewal: IFunction },
  ) {
    super(scope, id);
    new Rule(this, 'TwiceADay', {
      ruleName: names.rule('renewCertificate'),
      schedule: Schedule.rate(Duration.hours(12)),
      targets: [new LambdaFunction(renewal, { retryAttempts: 2 })],
    });
  }
}
