import { fromIso } from '../domain/instants.ts';
import { localTime } from '../domain/meet-time.ts';
import type { Meeting } from '../domain/meeting.ts';
import { dateAfter } from '../domain/series/occurrences.ts';
import type { Ports } from '../ports.ts';
import { isCancelled, type Series } from './series.ts';

/** Successors that are followed at most, in case of a loop. */
const MOST_SUCCESSORS = 50;

type Needs = Pick<Ports, 'series' | 'meetings' | 'clock'>;

/**
 * The meeting that the link of a series opens: the current one or the next one, of the series or of a successor; after the last
 * date the last one. Undefined when no meeting was created yet.
 */
export async function occurrenceFor(ports: Needs, row: Series): Promise<Meeting | undefined> {
  const chain = await withSuccessors(ports, row);
  const all = await Promise.all(chain.map((one) => recentMeetings(ports, one)));
  const sorted = all.flat().toSorted((a, b) => fromIso(a.meet_time) - fromIso(b.meet_time));
  return sorted.find(({ verdict, status }) => !verdict && status !== 'ENDED') ?? sorted.at(-1);
}

/** The series, its successor, the successor of that one, and so on. */
export async function withSuccessors({ series }: Pick<Ports, 'series'>, row: Series): Promise<Series[]> {
  const chain = [row];
  for (
    let next = row.followed_by;
    next !== undefined && chain.length <= MOST_SUCCESSORS;
    next = chain.at(-1)!.followed_by
  ) {
    const found = await series.find(next);
    if (!found) break;
    chain.push(found);
  }
  return chain;
}

/** From yesterday on: a meeting may continue after midnight. All records, when they are older. */
async function recentMeetings({ meetings, clock }: Needs, row: Series): Promise<Meeting[]> {
  const yesterday = dateAfter(localTime(clock.now(), row.time_zone).slice(0, 10), -1);
  const records = Object.entries(row.occurrences).flatMap(([date, { meeting_id }]) =>
    meeting_id === undefined || isCancelled(row, date) ? [] : [{ date, meeting_id }],
  );
  const recent = records.filter(({ date }) => date >= yesterday);
  const found = await Promise.all(
    (recent.length > 0 ? recent : records).map(({ meeting_id }) => meetings.find(meeting_id)),
  );
  return found.flatMap((meeting) => (meeting?.accepted ? [meeting] : []));
}
