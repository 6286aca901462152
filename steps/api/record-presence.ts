import { isOverruled, mustWait, type PresenceEvent, withPresence } from '../domain/attendance.ts';
import { isoMillis, SECOND } from '../domain/instants.ts';
import type { Attendee } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { isRoomOpen, OPEN_ROOM } from '../domain/status.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { refused } from './http/problem.ts';
import { requireAccepted, requireNotEnded } from './http/request-guards.ts';

/**
 * Records presence in the row, then signals the workflow, so that the step after the signal finds it in the row. Presence
 * that repeats a recent one does neither.
 * @param found the row that the key was checked against
 * @throws Problem 404, 409, 410, 429
 */
export async function recordPresence(
  ports: Pick<Ports, 'meetings' | 'workflow' | 'clock'>,
  found: Meeting,
  by: Attendee,
  event: PresenceEvent,
): Promise<{ status: 204 }> {
  const now = isoMillis(ports.clock.now());
  const meeting = requireAccepted(
    await updateMeeting(ports.meetings, found.id, (row) => withPresence(row, by, event, now), { found }),
  );
  requireNotEnded(meeting);
  if (!isRoomOpen(meeting)) throw refused(409, 'event', 'The room is not open yet.', { code: 'NOT_NOW' });
  const wait = mustWait(meeting.attendance[by], event, now);
  if (wait > 0)
    throw refused(
      429,
      'event',
      'Too many changes of presence.',
      { code: 'NOT_NOW' },
      {},
      { 'Retry-After': String(Math.ceil(wait / SECOND / ports.clock.speed)) },
    );
  const repeats = event === 'left' && found.attendance[by]?.left_at !== undefined;
  if (!repeats && !isOverruled(meeting, by, event)) await signal(ports, meeting, event, meeting !== found);
  return { status: 204 };
}

/**
 * Completes the token of "Open room" for the first person, and sends a heartbeat to the token of "Hold meeting".
 * "left" is a heartbeat too: the grace starts when the last person leaves.
 * @param isNews false when the row already had this presence
 */
async function signal(
  { workflow }: Pick<Ports, 'workflow'>,
  { token, attendance }: Meeting,
  event: PresenceEvent,
  isNews: boolean,
): Promise<void> {
  if (!token || Object.keys(attendance).length === 0) return;
  if (token.state === OPEN_ROOM) {
    if (event !== 'left') await workflow.succeed(token.token);
  } else if (isNews) await workflow.heartbeat(token.token);
}
