import { DAY, fromIso, isoSeconds, type Millis } from '../domain/instants.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import { ORGANISER } from '../domain/organisers.ts';
import type { Meetings } from '../ports.ts';
import type { CalendarEvent } from './calendar-file.ts';
import { uidOf } from './uid.ts';

/** Meetings so long ago and so far ahead. */
const DAYS_BEFORE = 30;
const DAYS_AHEAD = 366;
/** Of open and of ended meetings each: the next ones, and the latest. */
const MOST_MEETINGS = 1_000;
const PAGE = 250;

/** The meetings of an organiser's feed, for administrators all, from the list of meetings: a few queries of the index. Cancelled ones are left out. */
export async function feedMeetings(
  meetings: Pick<Meetings, 'list'>,
  now: Millis,
  organiser: string,
): Promise<ListedMeeting[]> {
  const from = isoSeconds(now - DAYS_BEFORE * DAY);
  const to = isoSeconds(now + DAYS_AHEAD * DAY);
  const lists = await Promise.all(
    (['open', 'ended'] as const).map(async (openOrEnded) => {
      const found: ListedMeeting[] = [];
      let after: string | undefined;
      do {
        const page = await meetings.list({
          ...(organiser !== ORGANISER && { organiser }),
          openOrEnded,
          from,
          to,
          limit: PAGE,
          ...(after !== undefined && { after }),
        });
        found.push(...page.meetings);
        after = page.after;
      } while (after !== undefined && found.length < MOST_MEETINGS);
      return found.slice(0, MOST_MEETINGS);
    }),
  );
  return lists.flat().filter((row) => row.accepted && decidedOutcome(row) !== 'CANCELLED');
}

/** Without links of people: everybody who has the address can read it. The link leads to the organisers' page, which asks for the key. */
export const feedEvent = (meeting: ListedMeeting, page: string | undefined): CalendarEvent => ({
  uid: uidOf(meeting.id),
  sequence: 0,
  start: fromIso(meeting.meet_time),
  minutes: meeting.duration_minutes,
  timeZone: meeting.time_zone,
  title: `${meeting.teacher_name} – ${meeting.student_name}`,
  description: '',
  url: page === undefined ? undefined : linkTo(page, meeting.id),
});

function linkTo(page: string, id: string): string {
  const url = new URL(page);
  url.search = new URLSearchParams({ id }).toString();
  return url.toString();
}
