import type { Ports } from '../ports.ts';
import { requestEnd } from '../request-end.ts';
import { answering } from './answering.ts';
import { endBody } from './bodies.ts';
import { knownMeeting, mustHoldKey, readBody, shown } from './reading.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { nets } from '../aws/scheduler-nets.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The teacher ends the meeting for all. */
export const endMeeting = (
  ports: Pick<Ports, 'meetings' | 'workflow' | 'nets' | 'secrets' | 'settings' | 'clock' | 'log'>,
) =>
  answering(ports, async (request) => {
    const { role, key } = readBody(endBody, request);
    const known = await knownMeeting(ports, request.params['id']);
    await mustHoldKey(ports, known, role, key);
    return { status: 202, body: endRequested(shown(await requestEnd(ports, known.id, role))) };
  });

export const handler = onApi(endMeeting, { meetings, workflow, nets, secrets, settings });
