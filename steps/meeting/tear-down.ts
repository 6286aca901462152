import { failureOf } from '../domain/errors.ts';
import type { Millis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { attended, outcomeDue, withVerdict } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isMine } from './ownership.ts';
import { withSchemas, type StepCall, stepCall, tearDownResult, type TearDownResult } from './step-schemas.ts';
import { release } from './release.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';

/** Ends whatever the meeting has and writes its outcome, once; to be called again until it says DONE. */
export const tearDown = (ports: Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'wakeUps' | 'clock' | 'log'>) =>
  withSchemas(stepCall, tearDownResult, async (call): Promise<TearDownResult> => {
    const { meetingId } = call.input;
    const meeting = await updateMeeting(ports.meetings, meetingId, (row) => judged(row, call, ports.clock.now()));
    const nothing: TearDownResult = { next: 'DONE', result: { meetingId, outcome: 'CANCELLED' } };
    // The call that scheduled it was cut off before there was a row.
    if (!meeting) await ports.wakeUps.disarm(meetingId, call.input.revision);
    // One that was moved to another execution is not this one's to end.
    if (!meeting || !isMine(meeting, call)) return nothing;
    const { outcome, waitSeconds } = await release(ports, meeting);
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

export const handler = onLambda(tearDown, { meetings, hosts, addresses, wakeUps });
