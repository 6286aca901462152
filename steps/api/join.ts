import { HOST_BEHAVIOR } from '../domain/host-kind.ts';
import { fromIso, isoSeconds, type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import { isRole, type Role } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Clock, Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { clockFields, openRoomAddress } from './views.ts';
import { invalid } from './http/problem.ts';
import { requireMeeting, requireNotOver, requireKey } from './http/request-guards.ts';
import { roomToken } from './room-token.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';

/** Tells the holder of a link where the meeting stands: 202 until the room is open, 200 with its address, 410 when it is over. */
export const join = (ports: Pick<Ports, 'meetings' | 'secrets' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async ({ params, query }) => {
    const role = params['role'] ?? '';
    if (!isRole(role)) throw invalid({ field: 'role', message: 'must be teacher or student' });
    const meeting = await requireMeeting(ports, params['id']);
    await requireKey(ports, meeting, role, query['key'] ?? '');
    requireNotOver(meeting);
    const open = await openRoomView(meeting, role, ports);
    return open ? { status: 200, body: open } : { status: 202, body: waiting(meeting, role, ports.clock) };
  });

async function openRoomView(
  meeting: Meeting,
  role: Role,
  { clock, settings, secrets }: Pick<Ports, 'clock' | 'settings' | 'secrets'>,
): Promise<Record<string, unknown> | undefined> {
  const room = openRoomAddress(meeting, role);
  if (!room) return undefined;
  const { joinPage, needsRoomToken } = HOST_BEHAVIOR[settings.hostKind];
  const jwt = needsRoomToken ? await roomToken(meeting, role, await secrets.linkSecret()) : undefined;
  return {
    status: meeting.status,
    ...clockFields(clock),
    room_url: jwt === undefined ? room.url : `${room.url}?jwt=${jwt}`,
    room: { kind: joinPage, domain: room.domain, name: meeting.id, jwt },
    name: role === 'teacher' ? meeting.teacher_name : meeting.student_name,
    ...about(meeting),
    presence_every_seconds: meeting.timetable.presenceEvery,
  };
}

/** What the holder of a link may know of the meeting, whatever its state. */
const about = ({ teacher_name, student_name, meet_time, time_zone, duration_minutes }: Meeting) => ({
  teacher_name,
  student_name,
  meet_time,
  time_zone,
  duration_minutes,
});

/** How far the own host is; of a host for each of the two, one may be ready before the other. */
function progressOf(meeting: Meeting, role: Role): string | undefined {
  const own = meeting.hosts[role];
  if (own?.healthy_at !== undefined) return 'ready, as soon as the other one is too';
  return own ? own.progress : meeting.progress;
}

function waiting(meeting: Meeting, role: Role, clock: Clock): Record<string, unknown> {
  const now = clock.now();
  const progress = progressOf(meeting, role);
  const launching = meeting.status !== 'SCHEDULED';
  // The first health poll is the earliest instant at which a room can open.
  const opensAt: Millis = fromIso(meeting.launch_at) + meeting.timetable.healthPollFirst * SECOND;
  return {
    status: meeting.status,
    message: launching
      ? `The room is being prepared${progress ? `: ${progress}` : ''}.`
      : 'The room opens shortly before the meeting.',
    ...clockFields(clock),
    ...about(meeting),
    launch_at: meeting.launch_at,
    progress,
    opens_at: isoSeconds(Math.max(opensAt, now)),
    retry_after_seconds: launching ? 5 : Math.min(60, Math.max(5, secondsUntil(fromIso(meeting.launch_at), now))),
  };
}

export const handler = onApi(join, { meetings, secrets, settings });
