import { failureOf } from './domain/errors.ts';
import type { Millis } from './domain/instants.ts';
import type { Meeting } from './domain/meeting.ts';
import { attended, outcomeDue, withVerdict } from './domain/verdicts.ts';
import type { Ports } from './ports.ts';
import { change } from './change.ts';
import { isMine } from './ownership.ts';
import { shaped, type StepCall, stepCall, tornDown, type TornDown } from './shapes.ts';
import { tearDownMeeting } from './tearing-down.ts';
import { onLambda } from './aws/on-lambda.ts';
import { meetings } from './aws/dynamo-meetings.ts';
import { hosts } from './aws/ec2-hosts.ts';
import { addresses } from './aws/addresses.ts';
import { nets } from './aws/scheduler-nets.ts';

/** Ends whatever the meeting has and writes its outcome, once; to be called again until it says DONE. */
export const tearDown = (ports: Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'nets' | 'clock' | 'log'>) =>
  shaped(stepCall, tornDown, async (call): Promise<TornDown> => {
    const { meetingId } = call.input;
    const meeting = await change(ports.meetings, meetingId, (row) => judged(row, call, ports.clock.now()));
    const nothing: TornDown = { next: 'DONE', result: { meetingId, outcome: 'CANCELLED' } };
    // The call that scheduled it was cut off before there was a row.
    if (!meeting) await ports.nets.disarm(meetingId, call.input.revision);
    // One that was moved to another execution is not this one's to end.
    if (!meeting || !isMine(meeting, call)) return nothing;
    const { outcome, waitSeconds } = await tearDownMeeting(ports, meeting);
    return waitSeconds === undefined ? { next: 'DONE', result: { meetingId, outcome } } : { next: 'WAIT', waitSeconds };
  });

/** The verdict is there already unless an error led here. */
function judged(meeting: Meeting, call: StepCall, now: Millis): Meeting {
  if (!isMine(meeting, call)) return meeting;
  const { error } = call.input;
  if (error) {
    const failure = failureOf(error, meeting.opened_at !== undefined);
    return withVerdict(meeting, 'FAILED', 'workflow', now, failure);
  }
  return withVerdict(
    meeting,
    outcomeDue(meeting, now) ?? (attended(meeting) ? 'COMPLETED' : 'FAILED'),
    'workflow',
    now,
  );
}

export const handler = onLambda(tearDown, { meetings, hosts, addresses, nets });
