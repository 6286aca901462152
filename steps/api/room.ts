import type { Ports } from '../ports.ts';
import { answering } from './answering.ts';
import { Problem } from './problem.ts';
import { knownMeeting, mustGoOn } from './reading.ts';
import { roomOf } from './room-of.ts';
import { onApi } from '../aws/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';

/** Forwards to the host while the room is open: the room's address where rooms have no name of their own. */
export const room = (ports: Pick<Ports, 'meetings' | 'settings' | 'log'>) =>
  answering(ports, async ({ params }) => {
    const meeting = await knownMeeting(ports, params['id']);
    mustGoOn(meeting);
    const open = roomOf(meeting, 'student');
    if (!open) throw new Problem(409, 'The room is not open yet.');
    return { status: 302, headers: { Location: open.url } };
  });

export const handler = onApi(room, { meetings, settings });
