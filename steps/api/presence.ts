import { isoMillis } from '../domain/instants.ts';
import type { KeyHolder } from '../domain/links.ts';
import type { Meeting, Attendance } from '../domain/meeting.ts';
import { OPEN_ROOM } from '../domain/status.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { respond } from './http/respond.ts';
import { presenceBody } from './http/request-schemas.ts';
import { Problem } from './http/problem.ts';
import { requireMeeting, requireNotOver, requireKey, parseBody, requireAccepted } from './http/request-guards.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

type Event = 'joined' | 'present' | 'left';

/** Keeps a sign of life, first in the row, then for the workflow: whoever is woken by it finds it there. */
export const presence = (ports: Pick<Ports, 'meetings' | 'workflow' | 'secrets' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async (request) => {
    const { role, key, event } = parseBody(presenceBody, request);
    const known = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, known, role, key);
    const now = isoMillis(ports.clock.now());
    const meeting = requireAccepted(
      await updateMeeting(ports.meetings, known.id, (row) => withPresence(row, role, event, now)),
    );
    requireNotOver(meeting);
    if (!isOpen(meeting)) throw new Problem(409, 'The room is not open yet.');
    if (!isOverruled(meeting, role, event)) await signal(ports, meeting, event);
    return { status: 204 };
  });

const isOpen = ({ status }: Meeting): boolean => status === 'READY' || status === 'IN_PROGRESS';

function withPresence(meeting: Meeting, role: KeyHolder, event: Event, now: string): Meeting {
  if (meeting.verdict || !isOpen(meeting) || isOverruled(meeting, role, event)) return meeting;
  const seen = seenAfter(meeting.attendance[role], event, now);
  if (!seen) return meeting;
  return { ...meeting, status: 'IN_PROGRESS', attendance: { ...meeting.attendance, [role]: seen } };
}

/**
 * Once the host has said that its room is empty, a page that is still open is nobody. Who comes back
 * says "joined", and the host sees them soon after.
 */
const isOverruled = ({ attendance }: Meeting, role: KeyHolder, event: Event): boolean =>
  role !== 'host' && event === 'present' && attendance.host?.left_at !== undefined;

/** Who was never there cannot leave. Calls may overtake each other, so the last sign of life never goes back. */
function seenAfter(before: Attendance | undefined, event: Event, now: string): Attendance | undefined {
  if (event === 'left' && !before) return undefined;
  const last = before && before.last_seen_at > now ? before.last_seen_at : now;
  return { first_seen_at: before?.first_seen_at ?? now, last_seen_at: last, ...(event === 'left' && { left_at: now }) };
}

/**
 * The token says what it waits for: the opening is completed by the first who comes, and the
 * hold is kept alive. A leaver counts as heard of until now, so the silence is counted from here.
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

export const handler = onApi(presence, { meetings, workflow, secrets, settings });
