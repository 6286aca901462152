import { isoMillis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { dayOf, encode, endedMeeting } from './ended-meeting.ts';

/** Adds an ended meeting to the summary of its day. Idempotent, so that repeated steps count it once. */
export async function addToDay(
  { days, log }: Pick<Ports, 'days' | 'log'>,
  meeting: Meeting | undefined,
): Promise<void> {
  const ended = meeting && endedMeeting(meeting);
  if (!ended) return;
  // A figure that is missing must not hold up the end of a meeting.
  if (!(await days.add(dayOf(ended.endedAt), encode(ended))))
    log.warn('the summary of the day is full', { ended: isoMillis(ended.endedAt) });
}
