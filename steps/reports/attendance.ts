import type { AttendedMeeting } from '../api/http/report-schemas.ts';
import { fromIso, HOUR, type Millis, MINUTE } from '../domain/instants.ts';
import { ROLES, type Role } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { hostSpans } from '../overview/ended-meeting.ts';

/** One decimal. */
const minutesOf = (time: Millis): number => Math.round(time / (MINUTE / 10)) / 10;

/** Who came to an ended meeting, how long, and what its hosts cost. Undefined for one that has not ended. */
export function attendedMeeting(meeting: Meeting, dollarsPerHour: number): AttendedMeeting | undefined {
  const { id, series_id, meet_time, duration_minutes, outcome, accepted, ended_at } = meeting;
  if (!accepted || outcome === undefined || ended_at === undefined) return undefined;
  const hosts = hostSpans(meeting, fromIso(ended_at)).reduce((sum, { from, to }) => sum + (to - from), 0);
  return {
    id,
    ...(series_id !== undefined && { series_id }),
    meet_time,
    duration_minutes,
    outcome,
    teacher: attendee(meeting, 'teacher'),
    student: attendee(meeting, 'student'),
    minutes: minutesOf(timeWithPeople(meeting)),
    host_minutes: minutesOf(hosts),
    host_cost_dollars: Math.round((hosts / HOUR) * dollarsPerHour * 10_000) / 10_000,
  };
}

function attendee(meeting: Meeting, role: Role): AttendedMeeting['teacher'] {
  const email = meeting[`${role}_email`];
  const seen = meeting.attendance[role];
  return {
    name: meeting[`${role}_name`],
    ...(email !== undefined && { email }),
    ...(seen && { came_at: seen.first_seen_at, last_seen_at: seen.last_seen_at }),
    // Rows of earlier versions have no sum.
    minutes: seen ? minutesOf((seen.seconds_present ?? 0) * 1000) : 0,
  };
}

function timeWithPeople({ attendance }: Meeting): Millis {
  const seen = ROLES.flatMap((role) => attendance[role] ?? []);
  if (seen.length === 0) return 0;
  const first = Math.min(...seen.map(({ first_seen_at }) => fromIso(first_seen_at)));
  return Math.max(...seen.map(({ last_seen_at }) => fromIso(last_seen_at))) - first;
}
