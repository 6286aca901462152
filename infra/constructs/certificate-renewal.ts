import { Duration, Validations } from 'aws-cdk-lib/core';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Arns, Names } from '../names.ts';
import type { Certificate } from './certificate.ts';
import { Step } from './step.ts';
import { CHANGES, TRACING } from './wildcards.ts';

export interface CertificateRenewalProps {
  readonly config: Config;
  readonly names: Names;
  readonly arns: Arns;
  readonly certificate: Certificate;
}

const RENEWAL = 'renewCertificate';

/** Looks at the rooms' certificate twice a day, and renews it when it is due. */
export class CertificateRenewal extends Construct {
  readonly step: Step;

  constructor(scope: Construct, id: string, props: CertificateRenewalProps) {
    super(scope, id);
    const { names } = props;
    this.step = this.renewal(props);
    new Rule(this, 'TwiceADay', {
      ruleName: names.rule(RENEWAL),
      schedule: Schedule.rate(Duration.hours(12)),
      targets: [new LambdaFunction(this.step, { retryAttempts: 2 })],
    });
  }

  private renewal({ config, names, arns, certificate }: CertificateRenewalProps): Step {
    const { certificate: mode, domain = '', hostedZoneId = '', deployment } = config;
    const step = new Step(this, RENEWAL, {
      name: RENEWAL,
      spec: {
        entry: 'steps/certificate/renew-certificate.ts',
        promise: "Renews the rooms' certificate when it is due, and tells how long it lasts.",
        memory: 512,
        // Two challenges and the authority's own pace.
        timeout: 300,
      },
      environment: {
        DEPLOYMENT: deployment,
        JITSI_DOMAIN: domain,
        HOSTED_ZONE_ID: hostedZoneId,
        CERTIFICATE_SECRET_ARN: certificate.secret.secretArn,
        ...(mode === 'acme' && { ACME_DIRECTORY: config.acmeDirectory }),
      },
      names,
      logRetentionDays: config.logRetentionDays,
    });
    const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>): void => {
      step.addToRolePolicy(new PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) }));
    };
    Validations.of(step.executionRole).acknowledge(TRACING);
    allow(['secretsmanager:GetSecretValue'], certificate.secret.secretArn);
    if (mode !== 'acme') return step;
    allow(['secretsmanager:PutSecretValue'], certificate.secret.secretArn);
    // The proof of the domain, and no other record of the zone.
    allow(['route53:ChangeResourceRecordSets'], arns.zone(hostedZoneId), {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [`_acme-challenge.${domain}`],
      },
    });
    allow(['route53:GetChange'], arns.changes);
    Validations.of(step.executionRole).acknowledge(CHANGES);
    return step;
  }
}
