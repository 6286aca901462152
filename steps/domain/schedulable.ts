import { DAY, type Millis, MINUTE } from './instants.ts';

/** Step Functions limits an execution to one year; two weeks remain for the meeting itself. */
export const MAX_DAYS_AHEAD = 350;

/** Start and length, without the overtime. */
export const plannedEnd = (meetTime: Millis, durationMinutes: number): Millis => meetTime + durationMinutes * MINUTE;

/** Why no meeting can be scheduled at this time; undefined if one can. The form and the API share this rule. */
export function timeFault(
  meetTime: Millis,
  durationMinutes: number,
  now: Millis,
): 'over' | 'too far ahead' | undefined {
  if (plannedEnd(meetTime, durationMinutes) <= now) return 'over';
  return meetTime > now + MAX_DAYS_AHEAD * DAY ? 'too far ahead' : undefined;
}
