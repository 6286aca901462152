import { isoSeconds, type Millis } from '../../domain/instants.ts';
import { MAX_DAYS_AHEAD, plannedEnd, timeFault } from '../../domain/schedulable.ts';
import type { FieldError } from '../http/response-schemas.ts';

/** Why a meeting cannot have this time, as errors of fields; empty if it can. */
export function timeFaults(meetTime: Millis, duration: number, now: Millis): FieldError[] {
  switch (timeFault(meetTime, duration, now)) {
    case 'over': {
      const end = isoSeconds(plannedEnd(meetTime, duration));
      return [{ field: 'meet_time', message: `is in the past: the meeting would have ended at ${end}`, code: 'OVER' }];
    }
    case 'too far ahead':
      return [
        {
          field: 'meet_time',
          message: `must be within ${MAX_DAYS_AHEAD} days`,
          code: 'TOO_FAR',
          limit: MAX_DAYS_AHEAD,
        },
      ];
    case undefined:
      return [];
  }
}
