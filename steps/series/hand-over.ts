import type { Act } from '../domain/actions.ts';
import { ORGANISER } from '../domain/organisers.ts';
import { handedOver } from '../meeting/hand-over.ts';
import type { Ports } from '../ports.ts';
import type { Series } from './series.ts';
import { updateMeetings } from './update-meetings.ts';
import { updateSeries } from './update-series.ts';

/**
 * Hands over a series with those that continue it, and their meetings that have not ended. First the series, so that later
 * meetings belong to the new organiser, too. Repeatable.
 * @param organiser null for administrators
 */
export async function handOverSeries(
  ports: Pick<Ports, 'series' | 'meetings'>,
  id: string,
  organiser: string | null,
  act: Act,
): Promise<void> {
  const written = await updateSeries(ports.series, id, (row) => ofOrganiser(row, organiser ?? ORGANISER));
  if (!written) return;
  await handOverMeetings(ports, written, Object.keys(written.occurrences), act);
  // The call that changed the series may have been interrupted.
  if (written.successor) await ports.series.insert(written.successor);
  if (written.followed_by !== undefined) await handOverSeries(ports, written.followed_by, organiser, act);
}

/** The meetings of these dates get the organiser of the series. */
export function handOverMeetings(
  ports: Pick<Ports, 'meetings'>,
  { occurrences, organiser }: Series,
  dates: readonly string[],
  act: Act,
): Promise<void> {
  const records = dates.map((date) => occurrences[date]);
  return updateMeetings(ports, records, (meeting) => handedOver(meeting, ownerOf(organiser)), act);
}

/** Null for administrators. */
export const ownerOf = (organiser: string): string | null => (organiser === ORGANISER ? null : organiser);

/** Also the first row of its successor, which may not exist yet. */
const ofOrganiser = (row: Series, organiser: string): Series =>
  row.organiser === organiser
    ? row
    : { ...row, organiser, ...(row.successor && { successor: { ...row.successor, organiser } }) };
