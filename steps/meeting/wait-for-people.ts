import { fromIso, isoMillis } from '../domain/instants.ts';
import type { Meeting, TaskToken } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { recordOpening } from './lifecycle-metrics.ts';
import { mustNotStart } from './ownership.ts';
import { parse, type TokenCall, tokenCall } from './step-schemas.ts';

/**
 * Opens the room and stores the task token, in one write. Then the state waits for the token, which
 * presence, end, cancel or the sweep complete. Both waiting states use this step: when the call of "Open room"
 * failed, the call of "Hold meeting" opens the room. Completes the token at once when the meeting is over.
 */
export const waitForPeople =
  ({ meetings, workflow, settings, clock, log }: Pick<Ports, 'meetings' | 'workflow' | 'settings' | 'clock' | 'log'>) =>
  async (input: TokenCall): Promise<void> => {
    const call = parse(tokenCall, input);
    const now = clock.now();
    const meeting = await updateMeeting(meetings, call.input.meetingId, (row) => withToken(row, call, isoMillis(now)));
    recordOpening(log, meeting, now, settings.hostKind);
    if (mustNotStart(meeting, call)) await workflow.succeed(call.task.token);
  };

/** The row with an open room and this task token. */
function withToken(meeting: Meeting, call: TokenCall, now: string): Meeting {
  const token = toTaskToken(call);
  if (mustNotStart(meeting, call) || (meeting.token && !supersedes(token, meeting.token))) return meeting;
  const status = meeting.status === 'LAUNCHING' ? 'READY' : meeting.status;
  return { ...meeting, status, token, opened_at: meeting.opened_at ?? now };
}

/** Step Functions engines write instants with different precision; the row has one format. */
const toTaskToken = ({ task }: TokenCall): TaskToken => ({
  token: task.token,
  state: task.state,
  entered_at: isoMillis(fromIso(task.enteredAt)),
  retry_count: task.retryCount,
});

/** False for a delayed call of an earlier visit or retry: its token must not replace the current one. */
const supersedes = (mine: TaskToken, other: TaskToken): boolean =>
  mine.token !== other.token &&
  (mine.entered_at === other.entered_at ? mine.retry_count >= other.retry_count : mine.entered_at > other.entered_at);
