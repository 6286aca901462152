import type { Outcome } from './outcomes.ts';

/** Where all metrics are; their one dimension is `service`, the deployment's name, so that two are never added up. */
export const METRICS_NAMESPACE = 'ElephantMeetings';

/** What is counted and measured, each with its unit: the steps, the alarms and the dashboard take them from here. */
export const METRIC_UNITS = {
  MeetingsCompleted: 'Count',
  MeetingsNoShow: 'Count',
  MeetingsCancelled: 'Count',
  MeetingsTimeLimit: 'Count',
  MeetingsFailed: 'Count',
  /** From the first launch of a meeting, replaced hosts and all, until its room was open. */
  SecondsToReady: 'Seconds',
  /** As the sweep's timer finds them, every five minutes. */
  HostsRunning: 'Count',
  /** Hosts that their meeting had forgotten. */
  HostsEndedBySweep: 'Count',
  /** Of the rooms' certificate; 0 when there is none. */
  CertificateDaysLeft: 'Count',
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

/** Meetings by how they ended. */
export const OUTCOME_METRICS: Readonly<Record<Outcome, MetricName>> = {
  COMPLETED: 'MeetingsCompleted',
  NO_SHOW: 'MeetingsNoShow',
  CANCELLED: 'MeetingsCancelled',
  TIME_LIMIT: 'MeetingsTimeLimit',
  FAILED: 'MeetingsFailed',
};
