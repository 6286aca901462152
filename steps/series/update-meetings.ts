import type { Act } from '../domain/actions.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { settleAll } from '../settle-all.ts';
import { updateMeeting } from '../update-meeting.ts';
import type { OccurrenceRecord } from './series.ts';

/** Changes the meetings of these dates that have not ended. @param decide as of `updateMeeting` */
export const updateMeetings = (
  { meetings }: Pick<Ports, 'meetings'>,
  records: readonly (OccurrenceRecord | undefined)[],
  decide: (meeting: Meeting) => Meeting,
  act: Act,
): Promise<void> =>
  settleAll(
    records
      .flatMap((record) => record?.meeting_id ?? [])
      .map(async (id) => {
        await updateMeeting(meetings, id, (row) => (row.status === 'ENDED' ? row : decide(row)), { act });
      }),
  );
