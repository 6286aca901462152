import * as z from 'zod/mini';
import { meetingOfExecution } from '../domain/ids.ts';
import { WAKE_UP_KINDS } from '../domain/wake-ups.ts';
import type { Ports } from '../ports.ts';
import { parse } from '../meeting/step-schemas.ts';
import { onHostDown } from './hosts.ts';
import { onWakeUp, sweepMeeting } from './meetings.ts';
import { sweepAll } from './timer.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { slots } from '../aws/dynamo-slots.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { health } from '../aws/host-health.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Sources: a wake-up of a meeting, the end of an execution, the end of a host, the five-minute timer. */
export const sweepCall = z.discriminatedUnion('source', [
  z.object({ source: z.literal('schedule'), meetingId: z.string(), kind: z.enum(WAKE_UP_KINDS) }),
  z.object({ source: z.literal('execution'), executionArn: z.string() }),
  z.object({ source: z.literal('host'), instanceId: z.string() }),
  z.object({ source: z.literal('timer') }),
]);
export type SweepCall = z.infer<typeof sweepCall>;

/**
 * The step that all safety nets run: does what the workflow should have done and did not. Acts on rows and on
 * successful EC2 look-ups only, and never ends a meeting before its hard end while people are in the room.
 * Idempotent; safe beside a running workflow.
 */
export const sweep =
  (
    ports: Pick<
      Ports,
      'meetings' | 'slots' | 'hosts' | 'addresses' | 'health' | 'wakeUps' | 'workflow' | 'clock' | 'log'
    >,
  ) =>
  async (input: SweepCall): Promise<void> => {
    const call = parse(sweepCall, input);
    switch (call.source) {
      case 'schedule':
        return onWakeUp(ports, await ports.meetings.find(call.meetingId), call.kind);
      case 'execution': {
        const id = meetingOfExecution(call.executionArn)?.id;
        const meeting = id === undefined ? undefined : await ports.meetings.find(id);
        // A moved meeting has a newer execution.
        if (meeting?.execution_arn === call.executionArn) await sweepMeeting(ports, meeting, { executionOver: true });
        return undefined;
      }
      case 'host':
        return onHostDown(ports, call.instanceId);
      case 'timer':
        return sweepAll(ports);
    }
  };

export const handler = onLambda(sweep, { meetings, slots, hosts, addresses, health, wakeUps, workflow });
