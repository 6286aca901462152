import { becauseOf } from '../domain/because.ts';
import { attended } from '../domain/attendance.ts';
import { failureOf } from '../domain/errors.ts';
import type { Millis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Evidence } from '../domain/occupancy.ts';
import { outcomeDue, withVerdict } from '../domain/verdicts.ts';
import { withoutHosts } from '../listening/evidence.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isOwnedBy } from './ownership.ts';
import { withSchemas, type StepCall, stepCall, tearDownResult, type TearDownResult } from './step-schemas.ts';
import { release } from './release.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { days } from '../aws/dynamo-days.ts';
import { slots } from '../aws/dynamo-slots.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Releases everything that the meeting has and writes its outcome. The workflow repeats this step until `next` is DONE. */
export const tearDown = (
  ports: Pick<Ports, 'meetings' | 'slots' | 'days' | 'hosts' | 'addresses' | 'wakeUps' | 'workflow' | 'clock' | 'log'>,
) =>
  withSchemas(stepCall, tearDownResult, async (call): Promise<TearDownResult> => {
    const { meetingId } = call.input;
    const found = await ports.meetings.find(meetingId);
    const evidence = await withoutHosts(ports, found);
    const decide = (row: Meeting): Meeting => ensureVerdict(row, call, ports.clock.now(), evidence);
    const meeting = await updateMeeting(ports.meetings, meetingId, decide, { found });
    const notOwned: TearDownResult = { next: 'DONE', result: { meetingId, outcome: 'CANCELLED' } };
    // The call that scheduled or moved the meeting was interrupted, or a later one has moved it.
    if (meeting?.revision !== call.input.revision) await ports.wakeUps.disarm(meetingId, call.input.revision);
    if (!meeting || !isOwnedBy(meeting, call)) return notOwned;
    const { outcome, waitSeconds } = await release(ports, meeting);
    return waitSeconds === undefined ? { next: 'DONE', result: { meetingId, outcome } } : { next: 'WAIT', waitSeconds };
  });

/** Adds a verdict when the row has none, which is the case after an error. */
function ensureVerdict(meeting: Meeting, call: StepCall, now: Millis, evidence: Evidence): Meeting {
  if (!isOwnedBy(meeting, call)) return meeting;
  const because = becauseOf(meeting, now, evidence);
  const { error } = call.input;
  if (error) {
    const failure = failureOf(error, meeting.opened_at !== undefined);
    return withVerdict(meeting, 'FAILED', 'workflow', now, failure, because);
  }
  const outcome = outcomeDue(meeting, now, evidence)?.outcome ?? (attended(meeting) ? 'COMPLETED' : 'FAILED');
  return withVerdict(meeting, outcome, 'workflow', now, undefined, because);
}

export const handler = onLambda(tearDown, { meetings, slots, days, hosts, addresses, wakeUps, workflow });
