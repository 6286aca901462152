import type { HostKind } from './host-kind.ts';
import type { Outcome } from './outcomes.ts';
import type { Phase } from './phases.ts';

/** CloudWatch namespace. The dimension `service` is the deployment's name; it keeps deployments apart. */
export const METRICS_NAMESPACE = 'ElephantMeetings';

/** Units of all metrics. Steps, alarms and dashboard use this table. */
export const METRIC_UNITS = {
  MeetingsCompleted: 'Count',
  MeetingsNoShow: 'Count',
  MeetingsCancelled: 'Count',
  MeetingsTimeLimit: 'Count',
  MeetingsFailed: 'Count',
  MeetingsPartialNoShow: 'Count',
  /** From the first launch of a meeting, including replaced hosts, until its room opens. */
  SecondsToReady: 'Seconds',
  /** How much shorter than its lead the time to ready of a meeting was; 0 if it was longer. */
  SecondsToSpare: 'Seconds',
  /** From the end of one phase of the boot until the end of the next one, of the host of a room that opens. */
  SecondsOfPhase: 'Seconds',
  /** Measured by the sweep every five minutes. */
  HostsRunning: 'Count',
  /** Orphaned hosts. */
  HostsEndedBySweep: 'Count',
  /** Orphaned hosts that the sweep did not end, because they were suspiciously many. */
  HostsHeldBack: 'Count',
  /** Parts and rows of the sweep by timer that failed, and sweeps that were slow. */
  SweepFailures: 'Count',
  /** 1 while an operator pauses the safety nets. */
  NetsPaused: 'Count',
  /** Duration of the sweep by timer. */
  SweepSeconds: 'Seconds',
  /** Probes of the presence route that failed twice: one for each minute. */
  PresenceProbesFailed: 'Count',
  /** Meetings that are held, because nothing proves that their room is empty. */
  RoomsInDoubt: 'Count',
  /** Webhooks that failed for a day, or that answered 410. */
  WebhooksDisabled: 'Count',
  /** Mails that the mail service accepted. */
  MailsSent: 'Count',
  /** Attempts to send a mail that failed, also those that are repeated. */
  MailsFailed: 'Count',
  /** Days until the rooms' certificate expires; 0 when there is none. */
  CertificateDaysLeft: 'Count',
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

/** Dimensions of the time to ready. Each combination is a metric that costs money, so they are few. */
export interface BootDimensions {
  readonly kind: HostKind;
  /** The image of the latest build, or that of the launch template. */
  readonly image: 'built' | 'template';
  /** Of `SecondsOfPhase`. */
  readonly phase?: Phase;
}

/** Values from which an alarm fires, in the unit of the metric. The other alarms are on metrics of AWS. */
export const ALARM_THRESHOLDS = {
  HostsEndedBySweep: 1,
  HostsHeldBack: 1,
  SweepFailures: 1,
  NetsPaused: 1,
  RoomsInDoubt: 1,
  WebhooksDisabled: 1,
  /** The alarm fires at two in five minutes. */
  PresenceProbesFailed: 1,
  /** One can be a passing fault, or one address. Each is tried again. */
  MailsFailed: 3,
} as const satisfies Partial<Record<MetricName, number>>;

export const firesAlarm = (metric: MetricName, value: number): boolean =>
  metric in ALARM_THRESHOLDS && value >= ALARM_THRESHOLDS[metric as keyof typeof ALARM_THRESHOLDS];

export const OUTCOME_METRICS: Readonly<Record<Outcome, MetricName>> = {
  COMPLETED: 'MeetingsCompleted',
  NO_SHOW: 'MeetingsNoShow',
  CANCELLED: 'MeetingsCancelled',
  TIME_LIMIT: 'MeetingsTimeLimit',
  FAILED: 'MeetingsFailed',
  PARTIAL_NO_SHOW: 'MeetingsPartialNoShow',
};
