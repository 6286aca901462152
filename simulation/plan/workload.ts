import { DAY, HOUR, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import type { Stream } from './random.ts';

export const WORKLOADS = ['weekday', 'on-the-hour', 'uniform'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** A Monday. */
export const FIRST_DAY: Millis = Date.parse('2027-01-04T00:00:00Z');
/** Meetings are scheduled at most this long before their time. */
export const AHEAD: Millis = 14 * DAY;

/** A few meetings take place in the morning, most after school. */
const HOURS: readonly (readonly [weight: number, hour: number])[] = [
  [2, 8],
  [3, 9],
  [4, 10],
  [4, 11],
  [3, 12],
  [4, 13],
  [7, 14],
  [12, 15],
  [16, 16],
  [16, 17],
  [14, 18],
  [9, 19],
  [4, 20],
  [2, 21],
];

const MINUTES: readonly (readonly [weight: number, minute: number])[] = [
  [70, 0],
  [20, 30],
  [5, 15],
  [5, 45],
];

/** The day of a meeting, counted from `FIRST_DAY`. The weekday workload has no meetings at weekends. */
export function dayOf(index: number, workload: Workload, perDay: number): number {
  if (workload === 'on-the-hour') return 0;
  const day = Math.floor(index / perDay);
  return workload === 'weekday' ? Math.floor(day / 5) * 7 + (day % 5) : day;
}

/** In whole seconds. */
export function meetTimeOf(day: number, workload: Workload, stream: Stream): Millis {
  const start = FIRST_DAY + day * DAY;
  switch (workload) {
    case 'weekday':
      return start + stream.weighted(HOURS) * HOUR + stream.weighted(MINUTES) * MINUTE;
    case 'on-the-hour':
      return start + 17 * HOUR;
    case 'uniform':
      return start + Math.floor(stream.between(0, DAY / SECOND)) * SECOND;
  }
}

/** How long before its time a meeting is scheduled: a few after it, most on the same day, a few days earlier. */
export function aheadOf(workload: Workload, stream: Stream): Millis {
  // This workload tests many launches at the same time, so its meetings are scheduled on the same day.
  if (workload === 'on-the-hour') return Math.round(stream.between(2, 8) * HOUR);
  const [from, to] = stream.weighted<readonly [number, number]>([
    [3, [-1.5, 0.1]],
    [30, [0.2, 1]],
    [45, [1, 6]],
    [15, [6, 24]],
    [7, [24, AHEAD / HOUR]],
  ]);
  return Math.round(stream.between(from, to) * HOUR);
}
