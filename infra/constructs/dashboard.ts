import { Duration, Stack } from 'aws-cdk-lib/core';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { OUTCOME_METRICS } from '../../steps/domain/metrics.ts';
import { OUTCOMES } from '../../steps/domain/outcomes.ts';
import { PHASES } from '../../steps/domain/phases.ts';
import type { Config } from '../config.ts';
import type { ForFunctions } from '../functions.ts';
import { HOST_KIND_SPECS } from '../host-kinds.ts';
import type { Names } from '../names.ts';
import { ownMetric } from './alarms.ts';
import type { Scheduler } from './scheduler.ts';

export interface DashboardProps {
  readonly config: Config;
  readonly names: Names;
  readonly alarms: readonly IAlarm[];
  readonly functions: ForFunctions<IFunction>;
  readonly stateMachine: StateMachine;
  /** Of events. */
  readonly deliveries: StateMachine;
  readonly api: RestApi;
  readonly scheduler: Scheduler;
}

const HOUR = Duration.hours(1);
const PERIOD = Duration.minutes(5);

/** One page for the operator: meetings, hosts, errors and requests. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Page', {
      dashboardName: props.names.dashboard(Stack.of(this).region),
      defaultInterval: Duration.days(1),
      // Keeps sums per hour, whatever time range is shown.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 3 })],
        meetings(props),
        errors(props),
        api(props),
        [...webhooks(props), ...mail(props), ...certificate(props)],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[], options: { stacked?: boolean; label?: string } = {}): IWidget =>
  new GraphWidget({
    title,
    left,
    width: 8,
    stacked: options.stacked ?? false,
    leftYAxis: { min: 0, showUnits: false, ...(options.label !== undefined && { label: options.label }) },
  });

const meetings = ({ config: { deployment, hostKind } }: DashboardProps): IWidget[] => [
  graph(
    'Meetings by outcome, per hour',
    OUTCOMES.map((outcome) =>
      ownMetric(deployment, OUTCOME_METRICS[outcome], { statistic: 'Sum', period: HOUR, label: outcome }),
    ),
    { stacked: true },
  ),
  graph(
    'Time from launch to ready',
    [
      ...(['built', 'template'] as const).flatMap((image) =>
        ['p50', 'p90', 'p99'].map((statistic) =>
          ownMetric(
            deployment,
            'SecondsToReady',
            { statistic, period: HOUR, label: `${statistic}, ${image} image` },
            { kind: hostKind, image },
          ),
        ),
      ),
      ownMetric(deployment, 'SecondsToSpare', { statistic: 'p1', period: HOUR, label: 'lead minus p99' }),
    ],
    { label: 'seconds' },
  ),
  graph(
    'Phases of the boot, p90',
    (['built', 'template'] as const).flatMap((image) =>
      PHASES.map((phase) =>
        ownMetric(
          deployment,
          'SecondsOfPhase',
          { statistic: 'p90', period: HOUR, label: `${phase}, ${image} image` },
          { kind: hostKind, image, phase },
        ),
      ),
    ),
    { label: 'seconds' },
  ),
  graph('Hosts', [
    ownMetric(deployment, 'HostsRunning', { statistic: 'Maximum', period: PERIOD, label: 'running' }),
    ownMetric(deployment, 'HostsEndedBySweep', { statistic: 'Sum', period: PERIOD, label: 'ended by the sweep' }),
    ownMetric(deployment, 'HostsHeldBack', { statistic: 'Maximum', period: PERIOD, label: 'not ended: too many' }),
  ]),
  graph('Sweep', [
    ownMetric(deployment, 'SweepSeconds', { statistic: 'Maximum', period: PERIOD, label: 'seconds' }),
    ownMetric(deployment, 'SweepFailures', { statistic: 'Sum', period: PERIOD, label: 'failed parts' }),
    ownMetric(deployment, 'NetsPaused', { statistic: 'Maximum', period: PERIOD, label: 'paused' }),
  ]),
];

const errors = ({ stateMachine, functions, scheduler }: DashboardProps): IWidget[] => [
  graph('Executions', [
    stateMachine.metricStarted({ period: HOUR, label: 'started' }),
    stateMachine.metricSucceeded({ period: HOUR, label: 'succeeded' }),
    stateMachine.metricFailed({ period: HOUR, label: 'failed' }),
    stateMachine.metricTimedOut({ period: HOUR, label: 'timed out' }),
    stateMachine.metricAborted({ period: HOUR, label: 'aborted' }),
  ]),
  graph(
    'Function errors',
    Object.entries(functions).map(([label, fn]) => fn.metricErrors({ period: PERIOD, label })),
    { stacked: true },
  ),
  graph('Events and wake-ups that did not reach the sweep', [
    scheduler.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
  ]),
];

const api = ({ api: rest, config }: DashboardProps): IWidget[] => [
  graph('Requests', [rest.metricCount({ statistic: 'Sum', period: PERIOD, label: 'requests' })]),
  graph('Presence', [
    ownMetric(config.deployment, 'PresenceProbesFailed', { statistic: 'Sum', period: PERIOD, label: 'failed probes' }),
    ownMetric(config.deployment, 'RoomsInDoubt', { statistic: 'Sum', period: PERIOD, label: 'rooms in doubt' }),
  ]),
  graph('API errors', [
    rest.metricServerError({ statistic: 'Sum', period: PERIOD, label: '5xx' }),
    rest.metricClientError({ statistic: 'Sum', period: PERIOD, label: '4xx' }),
  ]),
  graph(
    'Latency',
    ['p50', 'p99'].map((statistic) => rest.metricLatency({ statistic, period: PERIOD, label: statistic })),
    { label: 'milliseconds' },
  ),
];

const webhooks = ({ config, deliveries }: DashboardProps): IWidget[] => [
  graph('Deliveries of events', [
    deliveries.metricStarted({ period: HOUR, label: 'started' }),
    deliveries.metricFailed({ period: HOUR, label: 'not accepted' }),
    ownMetric(config.deployment, 'WebhooksDisabled', { statistic: 'Sum', period: HOUR, label: 'webhooks disabled' }),
  ]),
];

const mail = ({ config: { deployment, mailFrom } }: DashboardProps): IWidget[] =>
  mailFrom === undefined
    ? []
    : [
        graph('Mails', [
          ownMetric(deployment, 'MailsSent', { statistic: 'Sum', period: HOUR, label: 'sent' }),
          ownMetric(deployment, 'MailsFailed', { statistic: 'Sum', period: HOUR, label: 'failed attempts' }),
        ]),
      ];

const certificate = ({ config: { deployment, hostKind } }: DashboardProps): IWidget[] =>
  HOST_KIND_SPECS[hostKind].certificate
    ? [
        graph(
          'Certificate of the rooms',
          [ownMetric(deployment, 'CertificateDaysLeft', { statistic: 'Minimum', period: HOUR, label: 'days left' })],
          { label: 'days' },
        ),
      ]
    : [];
