import { Contention, IllegalMove } from './domain/errors.ts';
import type { Meeting } from './domain/meeting.ts';
import { mayFollow } from './domain/status.ts';
import type { Meetings } from './ports.ts';

const ATTEMPTS = 12;

/**
 * Read, decide, write if nobody wrote in between; else again. So each decision is taken on the
 * very row that it changes, and a move is one conditional write.
 *
 * `decide` is a pure function; it answers the row it was given when there is nothing to do.
 * It must be content with its own earlier work: after a lost answer it sees its own write.
 * @returns the row as it stands afterwards, or undefined when there is none
 * @throws IllegalMove, Contention, and what the adapter throws
 */
export async function updateMeeting(
  meetings: Pick<Meetings, 'find' | 'replace'>,
  id: string,
  decide: (meeting: Meeting) => Meeting,
): Promise<Meeting | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = await meetings.find(id);
    if (!seen) return undefined;
    const decided = decide(seen);
    if (decided === seen) return seen;
    if (!mayFollow(seen.status, decided.status)) throw new IllegalMove(`${seen.status} -> ${decided.status}`);
    const next = { ...decided, version: seen.version + 1 };
    if (await meetings.replace(next, seen.version)) return next;
  }
  throw new Contention(`meeting ${id}: another writer was faster ${ATTEMPTS} times`);
}
