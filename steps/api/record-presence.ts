import { isOverruled, type PresenceEvent, withPresence } from '../domain/attendance.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Attendee } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { isRoomOpen, OPEN_ROOM } from '../domain/status.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { Problem } from './http/problem.ts';
import { requireAccepted, requireNotEnded } from './http/request-guards.ts';

/**
 * Records presence in the row, then signals the workflow, so that the step after the signal finds it in the row.
 * @param found the row that the key was checked against
 * @throws Problem 404, 409, 410
 */
export async function recordPresence(
  ports: Pick<Ports, 'meetings' | 'workflow' | 'clock'>,
  found: Meeting,
  by: Attendee,
  event: PresenceEvent,
): Promise<{ status: 204 }> {
  const now = isoMillis(ports.clock.now());
  const meeting = requireAccepted(
    await updateMeeting(ports.meetings, found.id, (row) => withPresence(row, by, event, now)),
  );
  requireNotEnded(meeting);
  if (!isRoomOpen(meeting)) throw new Problem(409, 'The room is not open yet.');
  const repeats = event === 'left' && found.attendance[by]?.left_at !== undefined;
  if (!repeats && !isOverruled(meeting, by, event)) await signal(ports, meeting, event);
  return { status: 204 };
}

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
