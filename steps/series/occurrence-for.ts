import { fromIso, type Millis } from '../domain/instants.ts';
import { localTime } from '../domain/meet-time.ts';
import type { Meeting } from '../domain/meeting.ts';
import { dateAfter, occurrencesBetween } from '../domain/series/occurrences.ts';
import type { Ports } from '../ports.ts';
import { isCancelled, type Series } from './series.ts';
import { withSuccessors } from './successors.ts';

type Needs = Pick<Ports, 'series' | 'meetings' | 'clock'>;

/** The next date is looked for this many days ahead. */
const LONGEST_WAIT_DAYS = 731;

/**
 * What the link of a series opens: the current or the next meeting, of the series or of a successor; the time of the next date
 * while that has no meeting yet; after the last date its meeting. Undefined when no date was ever held.
 */
export async function occurrenceFor(
  ports: Needs,
  row: Series,
): Promise<{ readonly meeting: Meeting } | { readonly next: Millis } | undefined> {
  const chain = await withSuccessors(ports, row);
  const all = await Promise.all(chain.map((one) => recentMeetings(ports, one)));
  const sorted = all.flat().toSorted((a, b) => fromIso(a.meet_time) - fromIso(b.meet_time));
  const open = sorted.find(({ verdict, status }) => !verdict && status !== 'ENDED');
  if (open) return { meeting: open };
  const next = Math.min(...chain.map((one) => nextWithoutMeeting(one, ports.clock.now())));
  if (Number.isFinite(next)) return { next };
  const last = sorted.at(-1);
  return last && { meeting: last };
}

/** The time of the next date for which no meeting was created; Infinity when there is none. */
function nextWithoutMeeting(row: Series, now: Millis): Millis {
  const today = localTime(now, row.time_zone).slice(0, 10);
  const found = occurrencesBetween(row, today, dateAfter(today, LONGEST_WAIT_DAYS)).find(
    ({ date, at }) => at > now && !isCancelled(row, date) && row.occurrences[date]?.meeting_id === undefined,
  );
  return found?.at ?? Number.POSITIVE_INFINITY;
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
