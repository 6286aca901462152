import type { Meeting } from './meeting.ts';
import { planOf } from './revisions.ts';
import { decidedOutcome } from './verdicts.ts';

/**
 * Orders what people and calendars are told (SEQUENCE of RFC 5545): higher after each change of the organiser, each extension and
 * each later start, and once more after the cancellation. The same row gives the same number.
 */
export const sequenceOf = (meeting: Meeting): number =>
  planOf(meeting) -
  1 +
  (meeting.late_minutes ?? 0) +
  (meeting.extensions?.length ?? 0) +
  (decidedOutcome(meeting) === 'CANCELLED' ? 1 : 0);
