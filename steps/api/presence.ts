import { isOverruled, type PresenceEvent, withPresence } from '../domain/attendance.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { isRoomOpen, OPEN_ROOM } from '../domain/status.ts';
import { noteListening, PROBE } from '../listening/listening.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { Problem } from './http/problem.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting, requireNotEnded } from './http/request-guards.ts';
import { presenceBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Records presence in the row, then signals the workflow, so that the step after the signal finds it in the row. */
export const presence = (ports: RoutePorts<'meetings' | 'workflow' | 'secrets' | 'clock'>) =>
  respond<'presence'>(ports, async (request) => {
    const { role, key, event } = parseBody(presenceBody, request);
    if (role === 'probe') {
      await requireKey(ports, PROBE, role, request, key);
      await noteListening(ports.meetings, ports.clock);
      return { status: 204 };
    }
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

/**
 * Completes the token of "Open room" for the first person, and sends a heartbeat to the token of "Hold meeting".
 * "left" is a heartbeat too: the grace starts when the last person leaves.
 */
async function signal(
  { workflow }: Pick<Ports, 'workflow'>,
  { token, attendance }: Meeting,
  event: PresenceEvent,
): Promise<void> {
  if (!token || Object.keys(attendance).length === 0) return;
  if (token.state !== OPEN_ROOM) await workflow.heartbeat(token.token);
  else if (event !== 'left') await workflow.succeed(token.token);
}

export const handler = onApi(presence, { meetings, workflow, secrets });
