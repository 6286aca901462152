import { actOf } from '../domain/actions.ts';
import { isoMillis } from '../domain/instants.ts';
import type { Occurrence } from '../domain/series/occurrences.ts';
import type { Refusal } from '../domain/series/refusals.ts';
import type { Meeting } from '../domain/meeting.ts';
import { withoutInvitation } from '../domain/notices.ts';
import { timeFault } from '../domain/schedulable.ts';
import { DEFAULT_DURATION_MINUTES } from '../domain/timetable.ts';
import { requireCapacity } from '../api/in-flight.ts';
import { Problem } from '../api/http/problem.ts';
import { commitDraft, newMeeting, savedDraft } from '../api/plans/new-meeting.ts';
import { handedOver } from '../meeting/hand-over.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { ownerOf } from './hand-over.ts';
import { replaceMeetings } from './replaced-meetings.ts';
import { occurrenceId, type OccurrenceRecord, type Series } from './series.ts';

export type CreatePorts = Pick<Ports, 'meetings' | 'wakeUps' | 'workflow' | 'secrets' | 'settings' | 'clock' | 'log'>;

/**
 * Creates the meeting of one date, as `POST /schedule` does. A date that cannot get one is a record that says why.
 * @param before the record of an earlier run
 * @param earlier the series that this one continues
 */
export async function createOccurrence(
  ports: CreatePorts,
  { id: seriesId, plan, base_url: baseUrl, mailed, organiser }: Series,
  { date, at }: Occurrence,
  before: OccurrenceRecord = {},
  earlier: readonly Series[] = [],
): Promise<OccurrenceRecord> {
  const { failures = 0 } = before;
  const id = occurrenceId(seriesId, date, failures);
  const now = ports.clock.now();
  const refused = (reason: Refusal): OccurrenceRecord => ({
    ...before,
    refused: { reason, since: before.refused?.since ?? isoMillis(now), last: isoMillis(now) },
  });
  // It, or its draft, can be from a run before the series was handed over.
  const ofItsOrganiser = async (found: Meeting): Promise<OccurrenceRecord> => {
    await updateMeeting(ports.meetings, id, (row) => handedOver(row, ownerOf(organiser)), {
      found,
      act: actOf({ kind: 'series', id: seriesId }, now),
    });
    return { meeting_id: id };
  };
  // Also when its time is over: an earlier run can have created it without a record.
  const found = await ports.meetings.find(id);
  if (found?.accepted) return ofItsOrganiser(found);
  if (timeFault(at, plan.duration_minutes ?? DEFAULT_DURATION_MINUTES, now) === 'over') return refused('MISSED');
  const { kept, cancelled } = await replaceMeetings(ports, earlier, date);
  if (kept !== undefined) return { meeting_id: kept };
  const meeting = newMeeting(ports, { id, meetTime: at, baseUrl, plan, organiser });
  const draft = withoutInvitation({ ...meeting, series_id: seriesId, series_date: date }, mailed !== undefined);
  try {
    // The index can still show what was cancelled just now.
    await requireCapacity(ports, draft, cancelled);
    // The execution that an interrupted run started has the launch time of the draft.
    const saved = await savedDraft(ports, `series ${id}`, seriesId, draft);
    return await ofItsOrganiser(await commitDraft(ports, saved.meeting, { kind: 'series', id: seriesId }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 429) return refused(error.errors[0]?.code === 'CAP' ? 'CAP' : 'LIMIT');
    // An interrupted run came too late, so the next one uses another id.
    return { ...refused('FAILED'), failures: failures + 1 };
  }
}
