import type { Act } from './domain/actions.ts';
import { Contention, IllegalMove } from './domain/errors.ts';
import type { Meeting } from './domain/meeting.ts';
import { withOutbox } from './domain/outbox.ts';
import { mayFollow } from './domain/status.ts';
import type { Meetings } from './ports.ts';

const ATTEMPTS = 12;

/**
 * Reads a row, decides, and writes on the condition that nobody wrote in between; otherwise repeats. So every
 * decision is based on the row that it changes, and is one conditional write. What others are told, and what is recorded,
 * follows from the two rows.
 * @param decide pure and idempotent: after a lost response it sees its own write. Returns the given row when
 *   there is nothing to do
 * @param found the row, if the caller has just read it
 * @param act who decides, if a person or a series does
 * @returns the row after the write; undefined when there is none
 * @throws IllegalMove, Contention, and the errors of the adapter
 */
export async function updateMeeting(
  meetings: Pick<Meetings, 'find' | 'replace'>,
  id: string,
  decide: (meeting: Meeting) => Meeting,
  { found, act }: { readonly found?: Meeting | undefined; readonly act?: Act } = {},
): Promise<Meeting | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = attempt === 0 && found ? found : await meetings.find(id);
    if (!seen) return undefined;
    const decided = decide(seen);
    if (decided === seen) return seen;
    if (!mayFollow(seen.status, decided.status)) throw new IllegalMove(`${seen.status} -> ${decided.status}`);
    const next = { ...withOutbox(seen, decided, act), version: seen.version + 1 };
    if (await meetings.replace(next, seen.version)) return next;
  }
  throw new Contention(`meeting ${id}: other writers changed the row ${ATTEMPTS} times`);
}
