import { Duration, Stack } from 'aws-cdk-lib/core';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  ALARM_THRESHOLDS,
  type BootDimensions,
  type MetricName,
  METRICS_NAMESPACE,
} from '../../steps/domain/metrics.ts';
import type { Config } from '../config.ts';
import { HOST_KIND_SPECS } from '../host-kinds.ts';
import type { Arns, Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';

export interface AlarmsProps {
  readonly config: Config;
  readonly names: Names;
  readonly arns: Arns;
  readonly sweep: IFunction;
  readonly scheduler: Scheduler;
  readonly stateMachine: StateMachine;
  readonly api: RestApi;
  /** Undefined when the deployment builds no images. */
  readonly imageBuild: StateMachine | undefined;
}

interface AlarmSpec {
  /** Also the heading in `docs/runbook.md`. */
  readonly kind: string;
  readonly meaning: string;
  readonly metric: IMetric;
  /** Default: 1. */
  readonly threshold?: number;
  /** Alarm when the metric is below the threshold, or missing, for this many periods. */
  readonly tooFew?: { readonly periods: number };
  /** Alarm when the metric is below the threshold. */
  readonly tooLow?: true;
}

const PERIOD = Duration.minutes(5);
/** A certificate of 45 days is renewed at about 15. */
const CERTIFICATE_DAYS = 10;

/** A custom metric of this deployment, written by the steps. */
export const ownMetric = (
  deployment: string,
  metricName: MetricName,
  options: MetricOptions,
  by?: BootDimensions,
): Metric =>
  new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { service: deployment, ...by }, ...options });

/** The alarms and their topic. Each alarm links to its section of the runbook. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { config, names, arns } = props;
    const alarms = alarmSpecs(props);
    this.topic = new Topic(this, 'Topic', { topicName: names.alarms, enforceSSL: true });
    // A custom topic policy replaces the default one, which lets CloudWatch publish.
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

  private add({ kind, meaning, metric, threshold, tooFew, tooLow }: AlarmSpec, names: Names): Alarm {
    const alarm = new Alarm(this, kind, {
      alarmName: names.alarm(kind),
      alarmDescription: `${meaning} What to do: docs/runbook.md#${kind}`,
      metric,
      threshold: threshold ?? 1,
      comparisonOperator:
        (tooFew ?? tooLow)
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: tooFew?.periods ?? 1,
      treatMissingData: tooFew ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}

/** An alarm on one metric that the steps record. */
const recorded = (
  { deployment }: Config,
  metric: keyof typeof ALARM_THRESHOLDS,
  statistic: 'Sum' | 'Maximum',
): Pick<AlarmSpec, 'threshold' | 'metric'> => ({
  threshold: ALARM_THRESHOLDS[metric],
  metric: ownMetric(deployment, metric, { statistic, period: PERIOD }),
});

/** CloudWatch has ten free alarm metrics; these have eleven, one more with a certificate, and one more with builds of images. */
const alarmSpecs = ({ config, sweep, scheduler, stateMachine, api, imageBuild }: AlarmsProps): AlarmSpec[] => [
  {
    kind: 'dead-letters',
    meaning: 'An event or a wake-up did not reach the sweep, or the sweep failed at every attempt.',
    metric: scheduler.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
  },
  {
    kind: 'failed-meetings',
    meaning: 'An execution failed: a meeting was not accepted, got no host, lost its host, or was not torn down.',
    // Not executions that time out, after 360 days: the sweep ended their meetings long before.
    metric: stateMachine.metricFailed({ period: PERIOD }),
  },
  {
    kind: 'hosts-ended-by-sweep',
    meaning: 'The sweep found an orphaned host and ended it.',
    ...recorded(config, 'HostsEndedBySweep', 'Sum'),
  },
  {
    kind: 'api-errors',
    meaning: 'The API returned several server errors (5xx).',
    // A single error may be a slow cold start; pages retry.
    threshold: 5,
    metric: api.metricServerError({ statistic: 'Sum', period: PERIOD }),
  },
  {
    kind: 'presence-unheard',
    meaning: 'Presence cannot be reported, or a meeting is held because it could not be.',
    metric: new MathExpression({
      // One failed probe may be a passing fault.
      expression: 'FILL(held, 0) + IF(FILL(failed, 0) >= 2, 1, 0)',
      usingMetrics: {
        held: ownMetric(config.deployment, 'RoomsInDoubt', { statistic: 'Sum', period: PERIOD }),
        failed: ownMetric(config.deployment, 'PresenceProbesFailed', { statistic: 'Sum', period: PERIOD }),
      },
      period: PERIOD,
    }),
  },
  {
    kind: 'sweep-errors',
    meaning: 'A part of the sweep fails, or a sweep is slow, so orphaned hosts or overdue meetings may not be ended.',
    // A sweep that fails as a whole is repeated, and then becomes a dead letter.
    ...recorded(config, 'SweepFailures', 'Sum'),
  },
  {
    kind: 'sweep-held-back',
    meaning: 'The sweep found suspiciously many orphaned hosts of open or unknown meetings, and ended none of them.',
    ...recorded(config, 'HostsHeldBack', 'Maximum'),
  },
  {
    kind: 'webhook-disabled',
    meaning: 'A webhook was disabled: it accepted nothing for a day, or its receiver answered 410.',
    ...recorded(config, 'WebhooksDisabled', 'Sum'),
  },
  {
    kind: 'nets-paused',
    meaning: 'An operator paused the safety nets: they end no meeting and no host. A pause ends after four hours.',
    ...recorded(config, 'NetsPaused', 'Maximum'),
  },
  {
    kind: 'sweep-silent',
    meaning: 'The sweep has not run for 15 minutes. It should run every five minutes.',
    metric: sweep.metricInvocations({ period: PERIOD }),
    tooFew: { periods: 3 },
  },
  ...(config.mailFrom === undefined ? [] : [mailAlarm(config)]),
  {
    kind: 'late-hosts',
    meaning:
      'In the last hour, the 99th percentile of the time to ready came within a minute of the lead, or exceeded it.',
    threshold: 60,
    metric: ownMetric(config.deployment, 'SecondsToSpare', { statistic: 'p1', period: Duration.hours(1) }),
    tooLow: true,
  },
  ...(imageBuild ? [imageBuildAlarm(imageBuild)] : []),
  ...(HOST_KIND_SPECS[config.hostKind].certificate ? [certificateAlarm(config)] : []),
];

const mailAlarm = (config: Config): AlarmSpec => ({
  kind: 'mail-failing',
  meaning: 'Several mails to people of meetings could not be sent.',
  ...recorded(config, 'MailsFailed', 'Sum'),
});

const imageBuildAlarm = (stateMachine: StateMachine): AlarmSpec => ({
  kind: 'image-build',
  meaning: 'The build of an image failed. Launches use the image before it, or the stock image.',
  metric: new MathExpression({
    expression: 'FILL(failed, 0) + FILL(late, 0) + FILL(aborted, 0)',
    usingMetrics: {
      failed: stateMachine.metricFailed({ period: PERIOD }),
      late: stateMachine.metricTimedOut({ period: PERIOD }),
      aborted: stateMachine.metricAborted({ period: PERIOD }),
    },
    period: PERIOD,
  }),
});

const certificateAlarm = ({ deployment }: Config): AlarmSpec => ({
  kind: 'certificate',
  meaning: `The rooms' certificate expires within ${CERTIFICATE_DAYS} days, or there is no certificate.`,
  threshold: CERTIFICATE_DAYS,
  metric: ownMetric(deployment, 'CertificateDaysLeft', { statistic: 'Minimum', period: Duration.days(1) }),
  tooFew: { periods: 1 },
});
