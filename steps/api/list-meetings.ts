import type { MeetingPage, MeetingQuery, Meetings, Ports, OpenOrEnded } from '../ports.ts';
import type { Meeting } from '../domain/meeting.ts';
import { BadCursor } from '../domain/cursors.ts';
import { respond } from './http/respond.ts';
import { listQuery } from './http/request-schemas.ts';
import { clockFields, summary } from './views.ts';
import { invalid, type Problem } from './http/problem.ts';
import { parseRequest } from './http/request-guards.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import type * as z from 'zod/mini';

type Query = z.infer<typeof listQuery>;

const PAGE = 50;
/** Pages of rows that a filter leaves nothing of, looked at before an empty page is answered. */
const EMPTY_PAGES = 5;

/** Meetings by meeting time: the open ones, earliest first, then the ended ones, latest first. */
export const listMeetings = (ports: Pick<Ports, 'meetings' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async (request) => {
    const query = parseRequest(listQuery, request.query);
    const { found, cursor } = await page(ports.meetings, query);
    return {
      status: 200,
      body: { meetings: found.map(summary), ...(cursor && { cursor }), ...clockFields(ports.clock) },
    };
  });

interface Place {
  readonly openOrEnded: OpenOrEnded;
  readonly after?: string;
}

async function page(meetings: Meetings, { cursor, ...filter }: Query): Promise<{ found: Meeting[]; cursor?: string }> {
  const shelves = shelvesFor(filter.status);
  let place: Place | undefined = cursor === undefined ? { openOrEnded: shelves[0] } : fromCursor(cursor, shelves);
  let found: Meeting[] = [];
  for (let looked = 0; place && found.length === 0 && looked < EMPTY_PAGES; looked++) {
    const rows = await turnPage(meetings, { ...filter, ...place, limit: PAGE });
    found = rows.meetings.filter((row) => row.accepted);
    place = following(shelves, place.openOrEnded, rows.after);
  }
  return { found, ...(place && { cursor: toCursor(place) }) };
}

function shelvesFor(status: Query['status']): readonly [OpenOrEnded, ...OpenOrEnded[]] {
  if (status === undefined) return ['open', 'ended'];
  return status === 'ENDED' ? ['ended'] : ['open'];
}

function following(
  shelves: readonly OpenOrEnded[],
  openOrEnded: OpenOrEnded,
  after: string | undefined,
): Place | undefined {
  if (after !== undefined) return { openOrEnded, after };
  const next = shelves[shelves.indexOf(openOrEnded) + 1];
  return next && { openOrEnded: next };
}

const toCursor = ({ openOrEnded, after }: Place): string =>
  after === undefined ? openOrEnded : `${openOrEnded}.${after}`;

function fromCursor(cursor: string, shelves: readonly OpenOrEnded[]): Place {
  const [name, after] = cursor.split('.', 2);
  const openOrEnded = shelves.find((candidate) => candidate === name);
  if (!openOrEnded) throw notACursor();
  return { openOrEnded, ...(after !== undefined && { after }) };
}

async function turnPage(meetings: Meetings, query: MeetingQuery): Promise<MeetingPage> {
  try {
    return await meetings.list(query);
  } catch (error) {
    throw error instanceof BadCursor ? notACursor() : error;
  }
}

const notACursor = (): Problem => invalid({ field: 'cursor', message: 'is not one that this list gave' });

export const handler = onApi(listMeetings, { meetings, settings });
