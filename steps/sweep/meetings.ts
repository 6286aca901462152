import { fromIso, isoSeconds, type Millis, SECOND } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { recheckAfter, type WakeUpKind } from '../domain/wake-ups.ts';
import { netTakesOverAt, nextRecheckAt, overdue, withVerdict } from '../domain/verdicts.ts';
import type { MeetingQuery, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { release } from '../meeting/release.ts';
import { findLostHosts } from './hosts.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'wakeUps' | 'workflow' | 'clock' | 'log'>;

/** A row that is not accepted after this time is a leftover of an interrupted scheduling call. */
const LEFTOVER_AFTER: Millis = 600 * SECOND;
/** Meetings later than this have no deadline in the past: launch leads are shorter. */
const LOOK_AHEAD: Millis = 86_400 * SECOND;

/** Ends a meeting that is overdue and that its workflow has not ended. */
export async function sweepMeeting(
  ports: Needs,
  meeting: Meeting | undefined,
  { executionOver = false }: { executionOver?: boolean } = {},
): Promise<void> {
  if (!meeting) return;
  if (meeting.status === 'ENDED') return ports.wakeUps.disarm(meeting.id, meeting.revision);
  if (!meeting.accepted) return sweepLeftover(ports, meeting);
  const now = ports.clock.now();
  const row = await updateMeeting(ports.meetings, meeting.id, (current) =>
    withOverdueVerdict(current, now, executionOver),
  );
  if (!row?.verdict) return;
  // After a verdict by the workflow or a person, the workflow has the margin to tear down.
  if (!executionOver && row.verdict.by !== 'net' && now < netTakesOverAt(row)) return;
  ports.log.warn('safety net ended the meeting', { meetingId: row.id, ...row.verdict });
  await wakeWorkflow(ports, row);
  await release(ports, row);
}

/**
 * Handles a wake-up of one meeting. A wake-up fires once, so the next one is armed first: this run may fail, or
 * find people in the room.
 */
export async function onWakeUp(ports: Needs, meeting: Meeting | undefined, fired: WakeUpKind): Promise<void> {
  if (!meeting) return;
  const { id: meetingId, revision, status } = meeting;
  if (status !== 'ENDED')
    await ports.wakeUps.arm({
      meetingId,
      revision,
      kind: recheckAfter(fired),
      at: nextRecheckAt(meeting, ports.clock.now()),
    });
  await findLostHosts(ports, meeting);
  await sweepMeeting(ports, meeting);
}

function withOverdueVerdict(meeting: Meeting, now: Millis, executionOver: boolean): Meeting {
  const found = overdue(meeting, now, executionOver);
  return found ? withVerdict(meeting, found.outcome, 'net', now, found.failure) : meeting;
}

/** Completes the task token in case the workflow still runs. Stops an execution that waits for the launch. */
async function wakeWorkflow({ workflow }: Pick<Ports, 'workflow'>, meeting: Meeting): Promise<void> {
  if (meeting.token) await workflow.succeed(meeting.token.token);
  if (meeting.status === 'SCHEDULED' && meeting.execution_arn)
    await workflow.stop(meeting.execution_arn, 'A safety net ended the meeting before its launch.');
}

async function sweepLeftover({ meetings, wakeUps, clock, log }: Needs, meeting: Meeting): Promise<void> {
  if (clock.now() < fromIso(meeting.created_at) + LEFTOVER_AFTER) return;
  // An execution without a row ends at launch time. The conditional removal keeps a row that has just been accepted.
  if (!(await meetings.remove(meeting.id, meeting.version))) return;
  log.warn('leftover row removed', { meetingId: meeting.id });
  await wakeUps.disarm(meeting.id, meeting.revision);
}

/** Checks every open meeting that may be overdue. An error of one does not stop the others. */
export async function sweepMeetings(ports: Needs): Promise<void> {
  const query: MeetingQuery = { openOrEnded: 'open', to: isoSeconds(ports.clock.now() + LOOK_AHEAD), limit: 200 };
  let after: string | undefined;
  do {
    const page = await ports.meetings.list({ ...query, ...(after !== undefined && { after }) });
    await settleEach(page.meetings, async (meeting) => {
      await findLostHosts(ports, meeting);
      await sweepMeeting(ports, meeting);
    });
    after = page.after;
  } while (after !== undefined);
}
