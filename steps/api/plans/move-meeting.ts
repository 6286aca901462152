import { type Act, requireSpace } from '../../domain/actions.ts';
import { executionName } from '../../domain/ids.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { mayMoveTo, staleRevisions, withReservation, withRevision } from '../../domain/revisions.ts';
import { settleRevisions } from '../../meeting/settle-revisions.ts';
import type { Ports } from '../../ports.ts';
import { updateMeeting } from '../../update-meeting.ts';
import { Problem, refused } from '../http/problem.ts';
import { requireAccepted } from '../http/request-guards.ts';
import { armWakeUps } from './arm-wake-ups.ts';
import { movesTime } from './changed-plan.ts';

type Needs = Pick<Ports, 'meetings' | 'wakeUps' | 'workflow' | 'clock' | 'log'>;

/**
 * Moves a meeting to another time: reserves a revision, arms its wake-ups, starts its execution, and writes the new times,
 * the revision and the execution together. After that it stops the execution of the revision before. An interruption
 * leaves the old plan or the new plan, each with its wake-ups; the sweep settles the other one.
 * @param change the row with the new times; the given row when it has them
 * @throws Problem of `change`, 409, 503
 */
export async function moveMeeting(
  ports: Needs,
  id: string,
  change: (row: Meeting) => Meeting,
  act: Act,
): Promise<Meeting> {
  const { meetings, workflow, clock, log } = ports;
  const reservedAt = clock.now();
  const reserve = (row: Meeting): Meeting => {
    if (change(row) === row) return row;
    requireSpace(row, act);
    return withReservation(row, reservedAt);
  };
  const reserved = requireAccepted(await updateMeeting(meetings, id, reserve));
  const planned = change(reserved);
  const revision = reserved.last_revision;
  if (planned === reserved || revision === undefined) return reserved;
  const target = { ...planned, revision };
  await armWakeUps(ports, target);
  const input = { meetingId: id, revision, launchAt: target.launch_at };
  const { executionArn, alreadyEnded } = await workflow.start(executionName(id, revision), input);
  const withMove = (row: Meeting): Meeting => {
    if (row.revision === revision || alreadyEnded || !mayMoveTo(row, revision, clock.now())) return row;
    const next = changeOrUndefined(row);
    return next && !movesTime(next, target) && movesTime(next, row) ? withRevision(next, revision, executionArn) : row;
  };
  const moved = await updateMeeting(meetings, id, withMove, { act });
  if (moved?.revision === revision) {
    log.info('meeting moved', { meetingId: id, revision, launchAt: target.launch_at });
    await settle(moved, staleRevisions(moved, clock.now()));
    return moved;
  }
  await settle(reserved, [revision]);
  const row = requireAccepted(moved);
  // Somebody else made the same change, or `change` says why this one is impossible now.
  if (change(row) === row) return row;
  throw refused(409, 'meet_time', 'The meeting was changed at the same time. Try again.', { code: 'CHANGED' });

  /** After the decision: the sweep repeats what fails here. */
  async function settle(row: Meeting, revisions: readonly number[]): Promise<void> {
    try {
      await settleRevisions(ports, row, revisions);
    } catch (error) {
      log.warn('other revisions could not be settled', { meetingId: id, error });
    }
  }

  function changeOrUndefined(row: Meeting): Meeting | undefined {
    try {
      return change(row);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}
