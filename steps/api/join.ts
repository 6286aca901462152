import { sequenceOf } from '../domain/sequence.ts';
import { HOST_BEHAVIOR } from '../domain/host-kind.ts';
import { fromIso, isoSeconds, type Millis, MINUTE, SECOND, secondsUntil } from '../domain/instants.ts';
import { type Role, ROLES } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { launchInstant } from '../domain/timetable.ts';
import { otherRole } from '../domain/notices.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import type { Clock, Ports } from '../ports.ts';
import { nextMeeting } from '../series/next-meeting.ts';
import { parseRequest, requireKey, requireMeeting, requireNotEnded, requireRole } from './http/request-guards.ts';
import { joinQuery } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import type { OpenRoom, WaitingRoom } from './http/response-schemas.ts';
import { lateChanges } from './plans/late-changes.ts';
import { roomToken } from './room-token.ts';
import { clockFields, openRoomAddress } from './views.ts';
import { whereabouts } from './whereabouts.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { series } from '../aws/dynamo-series.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';

/** Returns the state of the meeting of a personal link: 202 until the room is open, 200 with its address, 410 after the end. */
export const join = (ports: RoutePorts<'meetings' | 'series' | 'secrets' | 'settings' | 'clock'>) =>
  respond<'join'>(ports, async (request) => {
    const { params, query } = request;
    const role = requireRole(params['role']);
    const meeting = await requireMeeting(ports, params['id']);
    await requireKey(ports, meeting, role, request, parseRequest(joinQuery, query).key);
    requireNotEnded(meeting, decidedOutcome(meeting) && (await afterwards(meeting, role, ports)));
    const open = await openRoomView(meeting, role, ports);
    return open ? { status: 200, body: open } : { status: 202, body: waitingRoomView(meeting, role, ports.clock) };
  });

async function openRoomView(
  meeting: Meeting,
  role: Role,
  { clock, settings, secrets }: Pick<Ports, 'clock' | 'settings' | 'secrets'>,
): Promise<OpenRoom | undefined> {
  const room = openRoomAddress(meeting, role);
  if (!room) return undefined;
  const { joinPage, roomToken: place } = HOST_BEHAVIOR[settings.hostKind];
  const jwt = place === 'none' ? undefined : await roomToken(meeting, role, await secrets.linkSecret(meeting.key_id));
  return {
    status: meeting.status,
    ...clockFields(clock),
    room_url: jwt === undefined ? room.url : `${room.url}${place === 'query' ? '?' : '#'}jwt=${jwt}`,
    room: { kind: joinPage, domain: room.domain, name: meeting.id, jwt },
    name: role === 'teacher' ? meeting.teacher_name : meeting.student_name,
    ...lesson(meeting, role, clock),
    presence_every_seconds: meeting.timetable.presenceEvery,
  };
}

/** Fields for the holder of a link that do not depend on the state of the meeting. */
const lesson = (meeting: Meeting, role: Role, clock: Clock) => ({
  teacher_name: meeting.teacher_name,
  student_name: meeting.student_name,
  meet_time: meeting.meet_time,
  time_zone: meeting.time_zone,
  duration_minutes: meeting.duration_minutes,
  calendar_sequence: sequenceOf(meeting),
  ...lateChanges(meeting),
  people: { teacher: whereabouts(meeting, 'teacher', clock), student: whereabouts(meeting, 'student', clock) },
  language: meeting[`${role}_language`],
});

/** What the page says after the end: how long people were in the room, whether this person gave feedback, and the next lesson. */
async function afterwards(meeting: Meeting, role: Role, ports: Pick<Ports, 'meetings' | 'series'>) {
  const { attendance, feedback } = meeting;
  const next = await nextMeeting(ports, meeting);
  const seen = ROLES.flatMap((each) => attendance[each] ?? []);
  const from = Math.min(...seen.map(({ first_seen_at }) => fromIso(first_seen_at)));
  const to = Math.max(...seen.map(({ last_seen_at }) => fromIso(last_seen_at)));
  return {
    ...(seen.length > 0 && { took_minutes: Math.max(1, Math.round((to - from) / MINUTE)) }),
    feedback_given: feedback?.[role] !== undefined,
    ...(next && {
      next: {
        meet_time: next.meet_time,
        duration_minutes: next.duration_minutes,
        name: next[`${otherRole(role)}_name`],
      },
    }),
  };
}

/** Progress of the role's own host. With one host for each person, one can be healthy before the other. */
function progressOf(meeting: Meeting, role: Role): string | undefined {
  const own = meeting.hosts[role];
  if (own?.healthy_at !== undefined) return 'ready; waiting for the other host';
  return own ? own.progress : meeting.progress;
}

const expectedLaunch = (meeting: Meeting): Millis =>
  launchInstant(meeting, fromIso(meeting.meet_time), meeting.timetable.launchLead, fromIso(meeting.launch_at));

function waitingRoomView(meeting: Meeting, role: Role, clock: Clock): WaitingRoom {
  const now = clock.now();
  const progress = progressOf(meeting, role);
  const launching = meeting.status !== 'SCHEDULED';
  // A room opens at the first health poll at the earliest. Until the lead is learned, the fixed one is expected.
  const launchAt =
    launching || meeting.launch_lead !== undefined ? fromIso(meeting.launch_at) : expectedLaunch(meeting);
  const opensAt: Millis = launchAt + meeting.timetable.healthPollFirst * SECOND;
  return {
    status: meeting.status,
    message: launching
      ? `The room is being prepared${progress ? `: ${progress}` : ''}.`
      : 'The room opens shortly before the meeting.',
    ...clockFields(clock),
    ...lesson(meeting, role, clock),
    launch_at: meeting.launch_at,
    progress,
    opens_at: isoSeconds(Math.max(opensAt, now)),
    retry_after_seconds: launching ? 5 : Math.min(60, Math.max(5, secondsUntil(fromIso(meeting.launch_at), now))),
  };
}

export const handler = onApi(join, { meetings, series, secrets, settings });
