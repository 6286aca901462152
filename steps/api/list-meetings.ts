import type * as z from 'zod/mini';
import { BadCursor } from '../domain/cursors.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import { seenBy } from '../domain/organisers.ts';
import type { MeetingPage, MeetingQuery, Meetings, OpenOrEnded } from '../ports.ts';
import { invalid, type Problem } from './http/problem.ts';
import { parseRequest } from './http/request-guards.ts';
import { listQuery } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { clockFields, summary } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';

type Query = z.infer<typeof listQuery>;

const DEFAULT_LIMIT = 50;
/** Pages to read at most while the filter leaves none of their rows; after that the response is an empty page with a cursor. */
const MAX_EMPTY_PAGES = 5;

/** Lists meetings by meeting time: first the open ones, earliest first, then the ended ones, latest first. */
export const listMeetings = (ports: RoutePorts<'meetings' | 'clock'>) =>
  respondToOrganiser<'listMeetings'>(ports, async (request) => {
    const query = parseRequest(listQuery, request.query);
    const { found, cursor } = await page(ports.meetings, query, seenBy(request.caller));
    return {
      status: 200,
      body: { meetings: found.map(summary), ...(cursor && { cursor }), ...clockFields(ports.clock) },
    };
  });

interface Position {
  readonly openOrEnded: OpenOrEnded;
  readonly after?: string;
}

async function page(
  meetings: Meetings,
  { cursor, limit, ...filter }: Query,
  organiser: string | undefined,
): Promise<{ found: ListedMeeting[]; cursor?: string }> {
  const lists = listsFor(filter.status);
  let position: Position | undefined = cursor === undefined ? { openOrEnded: lists[0] } : fromCursor(cursor, lists);
  let found: ListedMeeting[] = [];
  for (let pages = 0; position && found.length === 0 && pages < MAX_EMPTY_PAGES; pages++) {
    const rows = await readPage(meetings, { ...filter, ...position, organiser, limit: Number(limit ?? DEFAULT_LIMIT) });
    found = rows.meetings.filter((row) => row.accepted);
    position = nextPosition(lists, position.openOrEnded, rows.after);
  }
  return { found, ...(position && { cursor: toCursor(position) }) };
}

function listsFor(status: Query['status']): readonly [OpenOrEnded, ...OpenOrEnded[]] {
  if (status === undefined) return ['open', 'ended'];
  return status === 'ENDED' ? ['ended'] : ['open'];
}

function nextPosition(
  lists: readonly OpenOrEnded[],
  openOrEnded: OpenOrEnded,
  after: string | undefined,
): Position | undefined {
  if (after !== undefined) return { openOrEnded, after };
  const next = lists[lists.indexOf(openOrEnded) + 1];
  return next && { openOrEnded: next };
}

const toCursor = ({ openOrEnded, after }: Position): string =>
  after === undefined ? openOrEnded : `${openOrEnded}.${after}`;

function fromCursor(cursor: string, lists: readonly OpenOrEnded[]): Position {
  const [name, after] = cursor.split('.', 2);
  const openOrEnded = lists.find((candidate) => candidate === name);
  if (!openOrEnded) throw badCursor();
  return { openOrEnded, ...(after !== undefined && { after }) };
}

async function readPage(meetings: Meetings, query: MeetingQuery): Promise<MeetingPage> {
  try {
    return await meetings.list(query);
  } catch (error) {
    throw error instanceof BadCursor ? badCursor() : error;
  }
}

const badCursor = (): Problem =>
  invalid({ field: 'cursor', message: 'must be a cursor from this list', code: 'INVALID' });

export const handler = onOrganiserApi(listMeetings, { meetings });
