import { fromIso, isoMillis } from '../domain/instants.ts';
import type { Meeting, TaskToken } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { countOpening } from './lifecycle-metrics.ts';
import { isOver } from './ownership.ts';
import { parse, type TokenCall, tokenCall } from './step-schemas.ts';

/**
 * Leaves the workflow's token in the row, where presence, end and cancel find it, and opens the
 * room in the same write. When there is nothing to wait for any more, answers the token itself.
 */
export const waitForPeople =
  ({ meetings, workflow, clock, log }: Pick<Ports, 'meetings' | 'workflow' | 'clock' | 'log'>) =>
  async (input: TokenCall): Promise<void> => {
    const call = parse(tokenCall, input);
    const now = clock.now();
    const meeting = await updateMeeting(meetings, call.input.meetingId, (row) => opened(row, call, isoMillis(now)));
    countOpening(log, meeting, now);
    if (isOver(meeting, call)) await workflow.succeed(call.task.token);
  };

function opened(meeting: Meeting, call: TokenCall, now: string): Meeting {
  const token = ownToken(call);
  if (isOver(meeting, call) || (meeting.token && !supersedes(token, meeting.token))) return meeting;
  const status = meeting.status === 'LAUNCHING' ? 'READY' : meeting.status;
  return { ...meeting, status, token, opened_at: meeting.opened_at ?? now };
}

/** Engines write instants with different precision; at rest they have one. */
const ownToken = ({ task }: TokenCall): TaskToken => ({
  token: task.token,
  state: task.state,
  entered_at: isoMillis(fromIso(task.enteredAt)),
  retry_count: task.retryCount,
});

/** A delayed call of an earlier visit or try must not hide the token that the workflow waits on now. */
const supersedes = (mine: TaskToken, other: TaskToken): boolean =>
  mine.token !== other.token &&
  (mine.entered_at === other.entered_at ? mine.retry_count >= other.retry_count : mine.entered_at > other.entered_at);
