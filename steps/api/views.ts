import { fromIso, isoMillis, type Millis } from '../domain/instants.ts';
import type { Role } from '../domain/links.ts';
import type { HostRecord, Meeting } from '../domain/meeting.ts';
import type { Clock } from '../ports.ts';

/** Lets pages count down by the server's clock, which may run faster than theirs. */
export const clockFields = (clock: Clock): { now: string; clock_speed?: number } => ({
  now: isoMillis(clock.now()),
  ...(clock.speed !== 1 && { clock_speed: clock.speed }),
});

/** What an organiser sees of a row: no token, no claim, no intent. */
export function summary(meeting: Meeting): Record<string, unknown> {
  return {
    id: meeting.id,
    revision: meeting.revision,
    status: meeting.status,
    outcome: meeting.outcome ?? meeting.verdict?.outcome,
    ended_by: meeting.verdict?.by,
    failure: meeting.failure ?? meeting.verdict?.failure,
    teacher_name: meeting.teacher_name,
    student_name: meeting.student_name,
    teacher_email: meeting.teacher_email,
    student_email: meeting.student_email,
    meet_time: meeting.meet_time,
    time_zone: meeting.time_zone,
    duration_minutes: meeting.duration_minutes,
    jitsi_url: meeting.jitsi_url,
    created_at: meeting.created_at,
    launch_at: meeting.launch_at,
    opened_at: meeting.opened_at,
    ended_at: meeting.ended_at,
    attendance: meeting.attendance,
  };
}

/** The whole of it: what happened when, and what it cost. */
export function details(meeting: Meeting, now: Millis, dollarsPerHour: number): Record<string, unknown> {
  const minutes = hostMinutes(meeting, now);
  return {
    ...summary(meeting),
    frontend_base_url: meeting.frontend_base_url,
    timetable: meeting.timetable,
    hosts: meeting.hosts,
    replaced_hosts: meeting.replaced,
    progress: meeting.progress,
    timeline: timeline(meeting),
    execution_arn: meeting.execution_arn,
    host_minutes: Math.round(minutes * 10) / 10,
    host_cost_dollars: Math.round((minutes / 60) * dollarsPerHour * 10_000) / 10_000,
  };
}

export const endRequested = (meeting: Meeting): Record<string, unknown> => ({
  id: meeting.id,
  status: meeting.status,
  outcome: meeting.outcome ?? meeting.verdict?.outcome,
});

const allHosts = (meeting: Meeting): readonly HostRecord[] => [...meeting.replaced, ...Object.values(meeting.hosts)];

/** From each launch until the host was given up or the meeting ended; while it runs, until now. */
function hostMinutes(meeting: Meeting, now: Millis): number {
  const end = meeting.ended_at === undefined ? now : fromIso(meeting.ended_at);
  const spans = allHosts(meeting).map((host) => {
    const until = host.given_up_at === undefined ? end : fromIso(host.given_up_at);
    return Math.max(0, until - fromIso(host.launched_at));
  });
  return spans.reduce((sum, span) => sum + span, 0) / 60_000;
}

function timeline(meeting: Meeting): { at: string; what: string }[] {
  const entries: (readonly [string | undefined, string])[] = [
    [meeting.created_at, 'scheduled'],
    ...allHosts(meeting).flatMap((host): [string | undefined, string][] => [
      [host.launched_at, `host ${host.instance_id} launched`],
      [host.healthy_at, `host ${host.instance_id} healthy`],
      [host.given_up_at, `host ${host.instance_id} given up`],
    ]),
    [meeting.opened_at, 'room opened'],
    ...Object.entries(meeting.attendance).flatMap(([role, seen]): [string | undefined, string][] => [
      [seen.first_seen_at, `${role} first seen`],
      [seen.last_seen_at, `${role} last seen`],
    ]),
    [meeting.verdict?.at, `end decided by the ${meeting.verdict?.by}: ${meeting.verdict?.outcome}`],
    [meeting.ended_at, `over: ${meeting.outcome}`],
  ];
  return entries
    .flatMap(([at, what]) => (at === undefined ? [] : [{ at, what }]))
    .toSorted((a, b) => fromIso(a.at) - fromIso(b.at));
}

/** Where a role joins: the room's own name where it has one, else the host's address; undefined while nothing is open. */
export function openRoomAddress(
  meeting: Meeting,
  role: Role,
): { readonly url: string; readonly domain: string } | undefined {
  if (meeting.status !== 'READY' && meeting.status !== 'IN_PROGRESS') return undefined;
  const address = (meeting.hosts[role] ?? meeting.hosts.room)?.address;
  return address && { url: address.url, domain: new URL(address.url).host };
}
