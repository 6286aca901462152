import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { Problem } from './http/problem.ts';
import { requireMeeting, requireNotOver } from './http/request-guards.ts';
import { openRoomAddress } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';

/** Forwards to the host while the room is open: the room's address where rooms have no name of their own. */
export const room = (ports: Pick<Ports, 'meetings' | 'settings' | 'log'>) =>
  respond(ports, async ({ params }) => {
    const meeting = await requireMeeting(ports, params['id']);
    requireNotOver(meeting);
    const open = openRoomAddress(meeting, 'student');
    if (!open) throw new Problem(409, 'The room is not open yet.');
    return { status: 302, headers: { Location: open.url } };
  });

export const handler = onApi(room, { meetings, settings });
