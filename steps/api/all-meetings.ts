import type { ListedMeeting } from '../domain/listed-meeting.ts';
import type { MeetingQuery, Meetings } from '../ports.ts';

/** All meetings of a query, page by page. */
export async function allMeetings(
  meetings: Pick<Meetings, 'list'>,
  query: Omit<MeetingQuery, 'limit' | 'after'>,
): Promise<ListedMeeting[]> {
  const found: ListedMeeting[] = [];
  let after: string | undefined;
  do {
    const page = await meetings.list({ ...query, limit: 1_000, ...(after !== undefined && { after }) });
    found.push(...page.meetings);
    after = page.after;
  } while (after !== undefined);
  return found;
}
