import { fromIso, isoSeconds, type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import type { Meeting } from '../domain/meeting.ts';
import { highestOverlap, type Span } from '../domain/overlap.ts';
import { LONGEST_DURATION_MINUTES, mostLead, plannedEndOf } from '../domain/timetable.ts';
import type { Ports } from '../ports.ts';
import { allMeetings } from './all-meetings.ts';
import { refused } from './http/problem.ts';
import { requireOrganiserLimits } from './organiser-limits.ts';

/**
 * The limits of the organiser and of the deployment.
 * @param cancelled ids of meetings that do not take place any more
 * @throws Problem 429 when the meeting would be one too many for the organiser, or at any instant
 */
export async function requireCapacity(
  ports: Pick<Ports, 'meetings' | 'clock' | 'settings'>,
  planned: Meeting,
  cancelled: readonly string[] = [],
): Promise<void> {
  const { maxInFlight } = ports.settings;
  const ignored = [planned.id, ...cancelled];
  await requireOrganiserLimits(ports, planned, ignored);
  if ((await mostInFlight(ports, planned, ignored)) + planned.host_roles.length > maxInFlight)
    throw refused(
      429,
      'meet_time',
      `At most ${maxInFlight} hosts can run at the same time, and other meetings need them at this time. Choose another time.`,
      { code: 'CAP' },
    );
}

/**
 * The highest number of hosts of meetings, except some, in flight between the launch and the planned end of `planned`. The index is
 * eventually consistent, and meetings can take longer than planned: the limit is exact at the launch.
 */
async function mostInFlight(
  { meetings, clock, settings }: Pick<Ports, 'meetings' | 'clock' | 'settings'>,
  planned: Meeting,
  ignored: readonly string[],
): Promise<number> {
  const now = clock.now();
  const { launchSpread, overtime, longestOvertime } = settings.timetable;
  const span = spanOf(planned, now);
  const longest = LONGEST_DURATION_MINUTES * MINUTE + Math.max(overtime, longestOvertime) * SECOND;
  const found = await allMeetings(meetings, {
    openOrEnded: 'open',
    from: isoSeconds(span.from - longest),
    to: isoSeconds(span.to + (mostLead(settings.timetable) + launchSpread) * SECOND),
  });
  const others = found.filter(({ id }) => !ignored.includes(id));
  return highestOverlap(
    others.map((meeting) => spanOf(meeting, now)),
    span,
  );
}

/** From the launch until the planned end. A meeting that takes longer is in flight now. */
const spanOf = (meeting: ListedMeeting, now: Millis): Span => ({
  from: fromIso(meeting.launch_at),
  to: Math.max(plannedEndOf(meeting), now + 1),
  hosts: meeting.host_roles.length,
});
