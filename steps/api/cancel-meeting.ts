import type { Ports } from '../ports.ts';
import { requestEnd } from '../request-end.ts';
import { answering } from './answering.ts';
import { knownMeeting, shown } from './reading.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { nets } from '../aws/scheduler-nets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The organiser cancels; twice is fine. */
export const cancelMeeting = (ports: Pick<Ports, 'meetings' | 'workflow' | 'nets' | 'settings' | 'clock' | 'log'>) =>
  answering(ports, async ({ params }) => {
    const { id } = await knownMeeting(ports, params['id']);
    return { status: 202, body: endRequested(shown(await requestEnd(ports, id, 'organiser'))) };
  });

export const handler = onApi(cancelMeeting, { meetings, workflow, nets, settings });
