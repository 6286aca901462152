import { Duration, Stack } from 'aws-cdk-lib/core';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Arns, Names } from '../names.ts';
import { ownMetric } from './own-metric.ts';
import type { Scheduler } from './scheduler.ts';

export interface AlarmsProps {
  readonly config: Config;
  readonly names: Names;
  readonly arns: Arns;
  readonly sweep: IFunction;
  readonly scheduler: Scheduler;
  readonly stateMachine: StateMachine;
  readonly api: RestApi;
}

interface AlarmSpec {
  /** Also the heading in `docs/runbook.md`. */
  readonly kind: string;
  readonly means: string;
  readonly metric: IMetric;
  /** 1 unless said otherwise. */
  readonly threshold?: number;
  /** The alarm of something that should be there, and is not, or too little of it: below the threshold. */
  readonly tooFew?: { readonly periods: number };
}

const PERIOD = Duration.minutes(5);
const CERTIFICATE_DAYS = 14;

/** What an operator is told; each alarm says where the runbook tells what to do. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { config, names, arns } = props;
    const alarms = alarmSpecs(props);
    this.topic = new Topic(this, 'Topic', { topicName: names.alarms, enforceSSL: true });
    // A topic with a policy of its own no longer lets CloudWatch in by default.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisDeployment',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': alarms.map(({ kind }) => arns.alarm(kind)) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    if (config.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(config.alarmEmail));
    this.all = alarms.map((alarm) => this.add(alarm, names));
  }

  private add({ kind, means, metric, threshold, tooFew }: AlarmSpec, names: Names): Alarm {
    const alarm = new Alarm(this, kind, {
      alarmName: names.alarm(kind),
      alarmDescription: `${means} What to do: docs/runbook.md#${kind}`,
      metric,
      threshold: threshold ?? 1,
      comparisonOperator: tooFew
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: tooFew?.periods ?? 1,
      treatMissingData: tooFew ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}

const alarmSpecs = ({ config, sweep, scheduler, stateMachine, api }: AlarmsProps): AlarmSpec[] => [
  {
    kind: 'dead-letters',
    means: 'Something that should have woken the sweep never did.',
    metric: scheduler.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
  },
  {
    kind: 'failed-meetings',
    means: 'An execution failed or timed out: a meeting had no host, lost it, or could not be torn down.',
    metric: new MathExpression({
      expression: 'failed + timedOut',
      usingMetrics: {
        failed: stateMachine.metricFailed({ period: PERIOD }),
        timedOut: stateMachine.metricTimedOut({ period: PERIOD }),
      },
      period: PERIOD,
    }),
  },
  {
    kind: 'hosts-ended-by-sweep',
    means: 'The sweep found a host that its meeting had forgotten, and ended it.',
    metric: ownMetric(config.deployment, 'HostsEndedBySweep', { statistic: 'Sum', period: PERIOD }),
  },
  {
    kind: 'api-errors',
    means: 'The API answered several requests with an error of its own.',
    // One may be a cold start that took too long, and pages try again.
    threshold: 5,
    metric: api.metricServerError({ statistic: 'Sum', period: PERIOD }),
  },
  {
    kind: 'sweep-errors',
    means: 'The sweep itself fails, so hosts and meetings that nobody looks after stay.',
    metric: sweep.metricErrors({ period: PERIOD }),
  },
  {
    kind: 'sweep-silent',
    means: 'The sweep has not run for a quarter of an hour, and should every five minutes.',
    metric: sweep.metricInvocations({ period: PERIOD }),
    tooFew: { periods: 3 },
  },
  ...(config.hostKind === 'jitsi' ? [certificateAlarm(config)] : []),
];

const certificateAlarm = ({ deployment }: Config): AlarmSpec => ({
  kind: 'certificate',
  means: `The rooms' certificate ends within ${CERTIFICATE_DAYS} days, or there is none.`,
  threshold: CERTIFICATE_DAYS,
  metric: ownMetric(deployment, 'CertificateDaysLeft', { statistic: 'Minimum', period: Duration.days(1) }),
  tooFew: { periods: 1 },
});
