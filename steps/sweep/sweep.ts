import * as z from 'zod/mini';
import { meetingOfExecution } from '../domain/ids.ts';
import { WAKE_UP_KINDS } from '../domain/wake-ups.ts';
import type { Ports } from '../ports.ts';
import { parse } from '../meeting/step-schemas.ts';
import { onHostDown } from './hosts.ts';
import { armRecheck, onWakeUp, orWakeAgain, sweepMeeting } from './meetings.ts';
import { isPaused } from './pause.ts';
import { sweepAll } from './timer.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { days } from '../aws/dynamo-days.ts';
import { slots } from '../aws/dynamo-slots.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { health } from '../aws/host-health.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Sources: a wake-up of a meeting, the end of an execution, the end of a host, the five-minute timer. */
export const sweepCall = z.discriminatedUnion('source', [
  z.object({ source: z.literal('schedule'), meetingId: z.string(), revision: z.int(), kind: z.enum(WAKE_UP_KINDS) }),
  z.object({ source: z.literal('execution'), executionArn: z.string() }),
  z.object({ source: z.literal('host'), instanceId: z.string() }),
  z.object({ source: z.literal('timer') }),
]);
export type SweepCall = z.infer<typeof sweepCall>;

/**
 * The step that all safety nets run: does what the workflow should have done and did not. Acts on rows and on
 * successful EC2 look-ups only, and never ends a meeting before its hard end while people are in the room.
 * Idempotent; safe beside a running workflow. While an operator pauses the nets, it ends nothing and decides nothing: the
 * next sweeps of the timer and the wake-ups do that after the pause.
 */
export const sweep =
  (
    ports: Pick<
      Ports,
      'meetings' | 'slots' | 'days' | 'hosts' | 'addresses' | 'health' | 'wakeUps' | 'workflow' | 'clock' | 'log'
    >,
  ) =>
  async (input: SweepCall): Promise<void> => {
    const call = parse(sweepCall, input);
    if (call.source === 'timer') return sweepAll(ports);
    const readPause = async (): Promise<boolean> => {
      const paused = await isPaused(ports);
      if (paused) ports.log.warn('the safety nets are paused', { ...call });
      return paused;
    };
    if (call.source === 'schedule') {
      const read = () => Promise.all([readPause(), ports.meetings.find(call.meetingId)]);
      const [paused, meeting] = await orWakeAgain(ports, call, read);
      return (paused ? armRecheck : onWakeUp)(ports, meeting, call);
    }
    const paused = await readPause();
    switch (call.source) {
      case 'execution': {
        if (paused) return undefined;
        const id = meetingOfExecution(call.executionArn)?.id;
        const meeting = id === undefined ? undefined : await ports.meetings.find(id);
        // A moved meeting has a newer execution.
        if (meeting?.execution_arn === call.executionArn) await sweepMeeting(ports, meeting, call.executionArn);
        return undefined;
      }
      case 'host':
        return paused ? undefined : onHostDown(ports, call.instanceId);
    }
  };

export const handler = onLambda(sweep, { meetings, slots, days, hosts, addresses, health, wakeUps, workflow });
