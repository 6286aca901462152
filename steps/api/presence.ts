import { fromIso, isoMillis, type Millis, SECOND } from '../domain/instants.ts';
import type { KeyHolder } from '../domain/links.ts';
import type { Meeting, Attendance } from '../domain/meeting.ts';
import { isRoomOpen, OPEN_ROOM } from '../domain/status.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import type { RequestBody } from './http/operations.ts';
import { Problem } from './http/problem.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting, requireNotEnded } from './http/request-guards.ts';
import { presenceBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

type Event = RequestBody<'presence'>['event'];

/** Records presence in the row, then signals the workflow, so that the step after the signal finds it in the row. */
export const presence = (ports: RoutePorts<'meetings' | 'workflow' | 'secrets' | 'clock'>) =>
  respond<'presence'>(ports, async (request) => {
    const { role, key, event } = parseBody(presenceBody, request);
    const found = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, found, role, request, key);
    const now = isoMillis(ports.clock.now());
    const meeting = requireAccepted(
      await updateMeeting(ports.meetings, found.id, (row) => withPresence(row, role, event, now)),
    );
    requireNotEnded(meeting);
    if (!isRoomOpen(meeting)) throw new Problem(409, 'The room is not open yet.');
    const repeats = event === 'left' && found.attendance[role]?.left_at !== undefined;
    if (!repeats && !isOverruled(meeting, role, event)) await signal(ports, meeting, event);
    return { status: 204 };
  });

function withPresence(meeting: Meeting, role: KeyHolder, event: Event, now: string): Meeting {
  if (meeting.verdict || !isRoomOpen(meeting) || isOverruled(meeting, role, event)) return meeting;
  const before = meeting.attendance[role];
  const seen = seenAfter(before, event, now);
  if (!seen || seen === before) return meeting;
  return { ...meeting, status: 'IN_PROGRESS', attendance: { ...meeting.attendance, [role]: seen } };
}

/**
 * True for "present" from a page after the host reported an empty room twice: the page is still open, but its person has
 * left. One report is not enough: the host can count while somebody reconnects. A person who comes back sends "joined".
 */
const isOverruled = ({ attendance }: Meeting, role: KeyHolder, event: Event): boolean =>
  role !== 'host' && event === 'present' && attendance.host?.left_confirmed_at !== undefined;

/** Between two reports of an empty room that confirm each other. */
const CONFIRMED_AFTER: Millis = 60 * SECOND;

/**
 * "left" without "joined" changes nothing. The host repeats "left" while its room is empty; the first one counts, so that
 * the grace ends. Calls can arrive out of order, so `last_seen_at` never decreases.
 */
function seenAfter(before: Attendance | undefined, event: Event, now: string): Attendance | undefined {
  if (event === 'left' && !before) return undefined;
  if (event === 'left' && before?.left_at !== undefined)
    return before.left_confirmed_at === undefined && fromIso(now) >= fromIso(before.left_at) + CONFIRMED_AFTER
      ? { ...before, left_confirmed_at: now }
      : before;
  const last = before && before.last_seen_at > now ? before.last_seen_at : now;
  return { first_seen_at: before?.first_seen_at ?? now, last_seen_at: last, ...(event === 'left' && { left_at: now }) };
}

/**
 * Completes the token of "Open room" for the first person, and sends a heartbeat to the token of "Hold meeting".
 * "left" is a heartbeat too: the grace starts when the last person leaves.
 */
async function signal(
  { workflow }: Pick<Ports, 'workflow'>,
  { token, attendance }: Meeting,
  event: Event,
): Promise<void> {
  if (!token || Object.keys(attendance).length === 0) return;
  if (token.state !== OPEN_ROOM) await workflow.heartbeat(token.token);
  else if (event !== 'left') await workflow.succeed(token.token);
}

export const handler = onApi(presence, { meetings, workflow, secrets });
