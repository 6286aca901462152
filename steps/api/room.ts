import { refused } from './http/problem.ts';
import { requireMeeting, requireNotEnded } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { openRoomAddress } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';

/** Redirects to the host while the room is open. Deployments without a domain use this URL as the room's address. */
export const room = (ports: RoutePorts<'meetings'>) =>
  respond<'room'>(ports, async ({ params }) => {
    const meeting = await requireMeeting(ports, params['id']);
    requireNotEnded(meeting);
    const address = openRoomAddress(meeting, 'student');
    if (!address) throw refused(409, 'id', 'The room is not open yet.', { code: 'NOT_NOW' });
    return { status: 302, headers: { Location: address.url } };
  });

export const handler = onApi(room, { meetings });
