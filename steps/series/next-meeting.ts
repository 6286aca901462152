import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { isCancelled } from './series.ts';
import { withSuccessors } from './successors.ts';

/** Dates that are looked at, of which all but the last can be cancelled. */
const MOST_DATES = 10;

/** The next meeting of the same series, or of a successor, by original dates. Undefined when it was not created yet. */
export async function nextMeeting(
  { meetings, series }: Pick<Ports, 'meetings' | 'series'>,
  { series_id, series_date }: Meeting,
): Promise<Meeting | undefined> {
  if (series_id === undefined || series_date === undefined) return undefined;
  const row = await series.find(series_id);
  if (!row) return undefined;
  const later = (await withSuccessors({ series }, row)).flatMap((one) =>
    Object.entries(one.occurrences).flatMap(([date, { meeting_id }]) =>
      date > series_date && meeting_id !== undefined && !isCancelled(one, date) ? [{ date, meeting_id }] : [],
    ),
  );
  const inOrder = later.toSorted((a, b) => (a.date < b.date ? -1 : 1)).slice(0, MOST_DATES);
  for (const { meeting_id } of inOrder) {
    const meeting = await meetings.find(meeting_id);
    if (meeting?.accepted && !meeting.verdict && meeting.status !== 'ENDED') return meeting;
  }
  return undefined;
}
