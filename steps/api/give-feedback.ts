import { actOf } from '../domain/actions.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Feedback, Meeting } from '../domain/meeting.ts';
import { updateMeeting } from '../update-meeting.ts';
import { refused } from './http/problem.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting } from './http/request-guards.ts';
import { feedbackBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/** Stores the feedback of one person. The first one stands; the same feedback again is a repeated call. */
export const giveFeedback = (ports: RoutePorts<'meetings' | 'secrets' | 'clock'>) =>
  respond<'giveFeedback'>(ports, async (request) => {
    const { role, key, rating, text } = parseBody(feedbackBody, request);
    const found = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, found, role, request, key);
    const now = ports.clock.now();
    const given: Feedback = { rating, ...(text && { text }), at: isoMillis(now) };
    const rate = (row: Meeting): Meeting =>
      row.feedback?.[role] ? row : { ...row, feedback: { ...row.feedback, [role]: given } };
    const { feedback } = requireAccepted(
      await updateMeeting(ports.meetings, found.id, rate, { act: actOf({ kind: role }, now) }),
    );
    const stored = feedback?.[role];
    if (stored?.rating !== given.rating || stored.text !== given.text)
      throw refused(409, 'rating', 'You have already given feedback.', { code: 'NOT_NOW' });
    return { status: 204 };
  });

export const handler = onApi(giveFeedback, { meetings, secrets });
