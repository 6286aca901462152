import { executionArnOf } from '../domain/ids.ts';
import type { Meeting } from '../domain/meeting.ts';
import { withoutRevisions } from '../domain/revisions.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';

/**
 * Stops the executions of other revisions, disarms their wake-ups, and forgets these revisions. Idempotent.
 * @param revisions none of them can become the revision of the row
 */
export async function settleRevisions(
  { meetings, workflow, wakeUps }: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps'>,
  { id, execution_arn: arn }: Meeting,
  revisions: readonly number[],
): Promise<void> {
  if (revisions.length === 0) return;
  for (const revision of revisions) {
    if (arn !== undefined)
      await workflow.stop(executionArnOf(arn, id, revision), 'The meeting has another time, or has ended.');
    await wakeUps.disarm(id, revision);
  }
  await updateMeeting(meetings, id, (row) => withoutRevisions(row, revisions));
}
