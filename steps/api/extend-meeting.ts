import { createHash } from 'node:crypto';
import { actOf } from '../domain/actions.ts';
import type { Meeting } from '../domain/meeting.ts';
import { withExtension } from '../domain/late-changes.ts';
import { updateMeeting } from '../update-meeting.ts';
import {
  idempotencyKey,
  keyReused,
  parseBody,
  requireAccepted,
  requireKey,
  requireMeeting,
} from './http/request-guards.ts';
import { extendBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { plannedTimes, requireLaunched, requireMinutes } from './plans/late-changes.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/** Moves the hard end of a launched meeting, for the teacher. Calls with the same Idempotency-Key move it once. */
export const extendMeeting = (ports: RoutePorts<'meetings' | 'secrets' | 'clock'>) =>
  respond<'extendMeeting'>(ports, async (request) => {
    const { minutes, key } = parseBody(extendBody, request);
    const repeatable = idempotencyKey(request);
    const found = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, found, 'teacher', request, key);
    const hash = repeatable && createHash('sha256').update(repeatable).digest('base64url');
    const now = ports.clock.now();
    const extend = (meeting: Meeting): Meeting => {
      requireLaunched(meeting);
      const earlier = meeting.extensions?.find((one) => hash !== undefined && one.key === hash);
      if (earlier && earlier.minutes !== minutes) throw keyReused();
      const extended = withExtension(meeting, minutes, hash, now);
      if (extended !== meeting) requireMinutes(meeting, minutes);
      return extended;
    };
    const row = await updateMeeting(ports.meetings, found.id, extend, { act: actOf({ kind: 'teacher' }, now) });
    return { status: 200, body: plannedTimes(requireAccepted(row)) };
  });

export const handler = onApi(extendMeeting, { meetings, secrets });
