import { actOf } from '../domain/actions.ts';
import { withLateStart } from '../domain/late-changes.ts';
import type { Meeting } from '../domain/meeting.ts';
import { updateMeeting } from '../update-meeting.ts';
import { refused } from './http/problem.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting } from './http/request-guards.ts';
import { lateBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { plannedTimes, requireLaunched, requireMinutes } from './plans/late-changes.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/**
 * Moves the start of a launched meeting to which nobody came yet, for the teacher. The attendance window and the hard end
 * follow. `minutes` count from the planned start, so a repeated call changes nothing.
 */
export const startLate = (ports: RoutePorts<'meetings' | 'secrets' | 'clock'>) =>
  respond<'startLate'>(ports, async (request) => {
    const { minutes, key } = parseBody(lateBody, request);
    const found = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, found, 'teacher', request, key);
    const now = ports.clock.now();
    const startLater = (meeting: Meeting): Meeting => {
      requireLaunched(meeting);
      const late = withLateStart(meeting, minutes, now);
      if (late !== meeting) requireNobody(meeting, minutes - (meeting.late_minutes ?? 0));
      return late;
    };
    const row = await updateMeeting(ports.meetings, found.id, startLater, { act: actOf({ kind: 'teacher' }, now) });
    return { status: 200, body: plannedTimes(requireAccepted(row)) };
  });

/** @throws Problem 409 */
function requireNobody(meeting: Meeting, minutes: number): void {
  if (Object.keys(meeting.attendance).length > 0)
    throw refused(409, 'minutes', 'Somebody has come already. The end of the meeting can be extended.', {
      code: 'SOMEBODY_CAME',
    });
  requireMinutes(meeting, minutes);
}

export const handler = onApi(startLate, { meetings, secrets });
