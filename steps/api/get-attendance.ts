import { BadCursor } from '../domain/cursors.ts';
import { DAY } from '../domain/instants.ts';
import { seenBy } from '../domain/organisers.ts';
import type { Meetings } from '../ports.ts';
import { attendedMeeting } from '../reports/attendance.ts';
import { csvOf } from '../reports/csv.ts';
import { acceptedType } from './http/accepted-type.ts';
import { invalid } from './http/problem.ts';
import { parseRequest } from './http/request-guards.ts';
import { type AttendanceQuery, attendanceQuery } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';

/** Rows of one response, and rows that are read at the same time. */
const MOST_ROWS = 500;
const AT_ONCE = 25;
const LONGEST_DAYS = 366;

/** Who came to the meetings of a time that have ended, latest first, as JSON or CSV. */
export const getAttendance = (ports: RoutePorts<'meetings' | 'settings' | 'clock'>) =>
  respondToOrganiser<'getAttendance'>(ports, async ({ query: text, headers, caller }) => {
    const type = acceptedType(headers['accept'], ['application/json', 'text/csv']);
    const query = parseRequest(attendanceQuery, text);
    requireRange(query);
    const { ids, cursor } = await page(ports.meetings, query, seenBy(caller));
    const rows = (await rowsOf(ports.meetings, ids)).flatMap(
      (row) => attendedMeeting(row, ports.settings.hostDollarsPerHour) ?? [],
    );
    return {
      status: 200,
      body: { meetings: rows, ...(cursor !== undefined && { cursor }), ...clockFields(ports.clock) },
      headers: { Vary: 'Accept, Origin', ...(cursor !== undefined && { 'X-Next-Cursor': cursor }) },
      ...(type === 'text/csv' && {
        file: { name: 'attendance.csv', type: 'text/csv; charset=utf-8', text: csvOf(rows) },
      }),
    };
  });

/** @throws Problem 422 */
function requireRange({ from, to }: AttendanceQuery): void {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  for (const [field, at] of [
    ['from', start],
    ['to', end],
  ] as const)
    if (Number.isNaN(at)) throw invalid({ field, message: 'must be an instant that exists', code: 'INVALID' });
  if (end <= start) throw invalid({ field: 'to', message: 'must be after from', code: 'INVALID' });
  if (end - start > LONGEST_DAYS * DAY)
    throw invalid({ field: 'to', message: `must be at most ${LONGEST_DAYS} days after from`, code: 'INVALID' });
}

async function page(
  rows: Meetings,
  { from, to, cursor }: AttendanceQuery,
  organiser: string | undefined,
): Promise<{ readonly ids: readonly string[]; readonly cursor?: string | undefined }> {
  try {
    const { meetings: listed, after } = await rows.list({
      openOrEnded: 'ended',
      organiser,
      from,
      to,
      limit: MOST_ROWS,
      ...(cursor !== undefined && { after: cursor }),
    });
    // The list includes `to`.
    return { ids: listed.filter(({ meet_time }) => meet_time < to).map(({ id }) => id), cursor: after };
  } catch (error) {
    if (!(error instanceof BadCursor)) throw error;
    throw invalid({ field: 'cursor', message: 'must be a cursor from this report', code: 'INVALID' });
  }
}

/** The list has neither attendance nor hosts. */
async function rowsOf(rows: Meetings, ids: readonly string[]) {
  const found = [];
  for (let index = 0; index < ids.length; index += AT_ONCE)
    found.push(...(await Promise.all(ids.slice(index, index + AT_ONCE).map((id) => rows.find(id)))));
  return found.flatMap((row) => row ?? []);
}

export const handler = onOrganiserApi(getAttendance, { meetings, settings });
