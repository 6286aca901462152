import { actOf } from '../domain/actions.ts';
import { updateMeeting } from '../update-meeting.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting } from './http/request-guards.ts';
import { lateBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { plannedTimes, startedLater } from './plans/late-changes.ts';
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
    const row = await updateMeeting(ports.meetings, found.id, (meeting) => startedLater(meeting, minutes, now), {
      act: actOf({ kind: 'teacher' }, now),
    });
    return { status: 200, body: plannedTimes(requireAccepted(row)) };
  });

export const handler = onApi(startLate, { meetings, secrets });
