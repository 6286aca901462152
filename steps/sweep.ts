import * as z from 'zod/mini';
import { meetingOfExecution } from './domain/ids.ts';
import { NET_KINDS } from './domain/nets.ts';
import type { Ports } from './ports.ts';
import { together } from './all-of-them.ts';
import { parse } from './shapes.ts';
import { sweepAddresses } from './sweeping-addresses.ts';
import { hostEnded, sweepHosts } from './sweeping-hosts.ts';
import { lookAtMeeting, sweepMeeting, sweepMeetings } from './sweeping-meetings.ts';
import { onLambda } from './aws/on-lambda.ts';
import { meetings } from './aws/dynamo-meetings.ts';
import { hosts } from './aws/ec2-hosts.ts';
import { addresses } from './aws/addresses.ts';
import { nets } from './aws/scheduler-nets.ts';
import { workflow } from './aws/sfn-workflow.ts';

/** Who calls: a meeting's own schedule, an execution or a host that is over, or the clock. */
export const sweepCall = z.discriminatedUnion('source', [
  z.object({ source: z.literal('schedule'), meetingId: z.string(), kind: z.enum(NET_KINDS) }),
  z.object({ source: z.literal('execution'), executionArn: z.string() }),
  z.object({ source: z.literal('host'), instanceId: z.string() }),
  z.object({ source: z.literal('timer') }),
]);
export type SweepCall = z.infer<typeof sweepCall>;

/**
 * The safety nets' one step: finds what the workflow should have done and did not, and does it.
 * Acts on rows and on what EC2 shows; never on a look-up that failed, and never on people who
 * are in a room. Repeatable, and harmless beside a workflow that is alive after all.
 */
export const sweep =
  (ports: Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'nets' | 'workflow' | 'clock' | 'log'>) =>
  async (input: SweepCall): Promise<void> => {
    const call = parse(sweepCall, input);
    switch (call.source) {
      case 'schedule':
        return lookAtMeeting(ports, await ports.meetings.find(call.meetingId), call.kind);
      case 'execution': {
        const id = meetingOfExecution(call.executionArn)?.id;
        const meeting = id === undefined ? undefined : await ports.meetings.find(id);
        // A moved meeting has a newer execution, whose business it is.
        if (meeting?.execution_arn === call.executionArn) await sweepMeeting(ports, meeting, { executionOver: true });
        return undefined;
      }
      case 'host':
        return hostEnded(ports, call.instanceId);
      case 'timer':
        return together([sweepHosts(ports), sweepMeetings(ports), sweepAddresses(ports)]);
    }
  };

export const handler = onLambda(sweep, { meetings, hosts, addresses, nets, workflow });
