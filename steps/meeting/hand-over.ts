import type { Meeting } from '../domain/meeting.ts';
import { ORGANISER, ownedBy } from '../domain/organisers.ts';

/**
 * The row as one of another organiser; the given row when it is. The people of the meeting are told nothing, and its plan stays.
 * @param organiser null for administrators; undefined when nobody is named
 */
export function handedOver(row: Meeting, organiser: string | null | undefined): Meeting {
  if (organiser === undefined || (row.organiser ?? null) === organiser) return row;
  const { organiser: _before, ...rest } = row;
  return { ...rest, ...ownedBy(organiser ?? ORGANISER) };
}
