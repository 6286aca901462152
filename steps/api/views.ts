import { attendanceRule } from '../domain/attendance.ts';
import { fromIso, isoMillis, type Millis } from '../domain/instants.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import { type Role, ROLES } from '../domain/links.ts';
import { allHosts, type Meeting } from '../domain/meeting.ts';
import type { MailState } from '../domain/mailed.ts';
import { mailedTo } from '../domain/notices.ts';
import { planOf } from '../domain/revisions.ts';
import { isRoomOpen } from '../domain/status.ts';
import type { TimelineKind } from '../domain/timeline-kinds.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import type { Clock } from '../ports.ts';
import { lateChanges } from './plans/late-changes.ts';
import type { EndRequested, MeetingDetails, MeetingSummary } from './http/response-schemas.ts';

/** The server's clock, so that pages can count down by it. */
export const clockFields = (clock: Clock): { now: string; clock_speed?: number } => ({
  now: isoMillis(clock.now()),
  ...(clock.speed !== 1 && { clock_speed: clock.speed }),
});

/** A meeting in lists. */
export function summary(meeting: ListedMeeting): MeetingSummary {
  return {
    id: meeting.id,
    revision: meeting.revision,
    status: meeting.status,
    outcome: decidedOutcome(meeting),
    ended_by: meeting.verdict?.by,
    failure: meeting.failure ?? meeting.verdict?.failure,
    teacher_name: meeting.teacher_name,
    student_name: meeting.student_name,
    teacher_email: meeting.teacher_email,
    student_email: meeting.student_email,
    meet_time: meeting.meet_time,
    time_zone: meeting.time_zone,
    duration_minutes: meeting.duration_minutes,
    series_id: meeting.series_id,
    jitsi_url: meeting.jitsi_url,
    created_at: meeting.created_at,
    launch_at: meeting.launch_at,
    opened_at: meeting.opened_at,
    ended_at: meeting.ended_at,
  };
}

/** A row with its hosts, timeline and costs. */
export function details(
  meeting: Meeting,
  clock: Clock,
  dollarsPerHour: number,
  consoleUrl: string | undefined,
): MeetingDetails {
  const minutes = hostMinutes(meeting, clock.now());
  return {
    ...summary(meeting),
    ...lateChanges(meeting),
    organiser: meeting.organiser,
    series_date: meeting.series_date,
    plan: planOf(meeting),
    change: meeting.change,
    teacher_language: meeting.teacher_language,
    student_language: meeting.student_language,
    teacher_time_zone: meeting.teacher_time_zone,
    student_time_zone: meeting.student_time_zone,
    attendance_rule: attendanceRule(meeting),
    feedback: meeting.feedback,
    attendance: shownAttendance(meeting),
    mail: meeting.mailed && shownMail((role) => mailedTo(meeting, role)),
    frontend_base_url: meeting.frontend_base_url,
    timetable: { ...meeting.timetable },
    hosts: meeting.hosts,
    replaced_hosts: [...meeting.replaced],
    decided_at: meeting.verdict?.at,
    because: meeting.verdict?.because,
    progress: meeting.progress,
    timeline: timeline(meeting),
    execution_arn: meeting.execution_arn,
    host_minutes: Math.round(minutes * 10) / 10,
    host_cost_dollars: Math.round((minutes / 60) * dollarsPerHour * 10_000) / 10_000,
    console_url: consoleUrl,
    ...clockFields(clock),
  };
}

/** Of the present addresses. */
export const shownMail = (of: (role: Role) => MailState | undefined): MeetingDetails['mail'] =>
  Object.fromEntries(
    ROLES.flatMap((role) => {
      const { last, problem } = of(role) ?? {};
      const shown = { ...(last && { last: { notice: last.kind, at: last.at } }), ...(problem && { problem }) };
      return Object.keys(shown).length > 0 ? [[role, shown] as const] : [];
    }),
  );

const shownAttendance = ({ attendance }: Meeting): MeetingDetails['attendance'] =>
  Object.fromEntries(Object.entries(attendance).map(([by, { returns: _internal, ...seen }]) => [by, seen]));

/** @throws RangeError if the end of the meeting is not decided */
export function endRequested(meeting: Meeting): EndRequested {
  const outcome = decidedOutcome(meeting);
  if (outcome === undefined) throw new RangeError(`meeting ${meeting.id} has no verdict`);
  return { id: meeting.id, status: meeting.status, outcome };
}

/** Sum over all hosts of the time from the launch until the host was given up or the meeting ended, or until now. */
function hostMinutes(meeting: Meeting, now: Millis): number {
  const end = meeting.ended_at === undefined ? now : fromIso(meeting.ended_at);
  const spans = allHosts(meeting).map((host) => {
    const until = host.given_up_at === undefined ? end : fromIso(host.given_up_at);
    return Math.max(0, until - fromIso(host.launched_at));
  });
  return spans.reduce((sum, span) => sum + span, 0) / 60_000;
}

function timeline(meeting: Meeting): MeetingDetails['timeline'] {
  const { change, verdict, outcome } = meeting;
  const entries: (readonly [at: string | undefined, kind: TimelineKind, what: string, of?: string | undefined])[] = [
    [meeting.created_at, 'scheduled', 'scheduled'],
    ...allHosts(meeting).flatMap(({ instance_id: id, ...host }): typeof entries => [
      [host.launched_at, 'host_launched', `host ${id} launched`, id],
      [host.healthy_at, 'host_healthy', `host ${id} healthy`, id],
      [host.given_up_at, 'host_given_up', `host ${id} given up`, id],
    ]),
    [change?.at, change?.from === undefined ? 'changed' : 'moved', changed(meeting), change?.reason],
    [meeting.opened_at, 'room_opened', 'room opened'],
    ...Object.entries(meeting.attendance).flatMap(([role, seen]): typeof entries => [
      [seen.first_seen_at, 'first_seen', `${role} first seen`, role],
      [seen.last_seen_at, 'last_seen', `${role} last seen`, role],
    ]),
    [verdict?.at, 'decided', `end decided by the ${verdict?.by}: ${verdict?.outcome}`, verdict?.outcome],
    [meeting.ended_at, 'ended', `ended: ${outcome}`, outcome],
  ];
  return entries
    .flatMap(([at, kind, what, of]) => (at === undefined ? [] : [{ at, what, kind, of }]))
    .toSorted((a, b) => fromIso(a.at) - fromIso(b.at));
}

const changed = ({ change }: Meeting): string =>
  `plan changed${change?.from ? `; it was at ${change.from}` : ''}${change?.reason ? `: ${change.reason}` : ''}`;

/** Address of the role's host, or of the shared room's host; undefined unless the room is open. */
export function openRoomAddress(
  meeting: Meeting,
  role: Role,
): { readonly url: string; readonly domain: string } | undefined {
  if (!isRoomOpen(meeting)) return undefined;
  const address = (meeting.hosts[role] ?? meeting.hosts.room)?.address;
  return address && { url: address.url, domain: new URL(address.url).host };
}
