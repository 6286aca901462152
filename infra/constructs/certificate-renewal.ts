import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { type Arns, METRICS, type Names } from '../names.ts';
import type { Certificate } from './certificate.ts';
import { Step } from './step.ts';
import { CHANGES, TRACING } from './wildcards.ts';

export interface CertificateRenewalProps {
  readonly config: Config;
  readonly names: Names;
  readonly arns: Arns;
  readonly certificate: Certificate;
  readonly topic: Topic;
}

/** The function's name; the alarm's, too, and so the heading in the runbook. */
const RENEWAL = 'renewCertificate';
const ALARM = 'certificate';
/** The alarm comes this long before the end. */
const DAYS = 14;

/** Renews the rooms' certificate twice a day if it is due, and warns two weeks before it ends. */
export class CertificateRenewal extends Construct {
  readonly step: Step;

  constructor(scope: Construct, id: string, props: CertificateRenewalProps) {
    super(scope, id);
    const { config, names, topic } = props;
    this.step = this.renewal(props);
    new Rule(this, 'TwiceADay', {
      ruleName: names.rule(RENEWAL),
      schedule: Schedule.rate(Duration.hours(12)),
      targets: [new LambdaFunction(this.step, { retryAttempts: 2 })],
    });
    const alarm = new Alarm(this, 'Ends', {
      alarmName: names.alarm(ALARM),
      alarmDescription: `The rooms' certificate ends within ${DAYS} days, or there is none. What to do: docs/runbook.md#${ALARM}`,
      metric: new Metric({
        namespace: METRICS.namespace,
        metricName: METRICS.certificateDaysLeft,
        dimensionsMap: { service: config.deployment },
        statistic: 'Minimum',
        period: Duration.days(1),
      }),
      threshold: DAYS,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmOfTheCertificate',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': props.arns.alarm(ALARM) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
  }

  private renewal({ config, names, arns, certificate }: CertificateRenewalProps): Step {
    const { certificate: mode, domain = '', hostedZoneId = '', deployment } = config;
    const step = new Step(this, RENEWAL, {
      name: RENEWAL,
      spec: {
        entry: 'steps/renew-certificate.ts',
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
