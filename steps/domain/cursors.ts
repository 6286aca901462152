import { isMeetingId } from './ids.ts';

/** The cursor is malformed, or belongs to another query. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** The last row that was read for a page. */
export interface Position {
  readonly id: string;
  readonly meet_time: string;
}

interface Query {
  readonly openOrEnded: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const MEET_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Opaque to callers; base64url. Contains `openOrEnded`, so that it is not valid for the other list. */
export const cursorAt = (openOrEnded: string, { id, meet_time }: Position): string =>
  Buffer.from(JSON.stringify([openOrEnded, meet_time, id])).toString('base64url');

/** @throws BadCursor when `cursor` is malformed or can't be the end of a page of this query */
export function parseCursor(cursor: string, { openOrEnded, from, to }: Query): Position {
  const [list, meet_time, id, ...more] = parts(cursor);
  const valid = list === openOrEnded && meet_time !== undefined && id !== undefined && more.length === 0;
  if (!valid || !MEET_TIME.test(meet_time) || !isMeetingId(id)) throw new BadCursor('not a cursor of this list');
  if ((from !== undefined && meet_time < from) || (to !== undefined && meet_time > to))
    throw new BadCursor('a cursor of another time range');
  return { id, meet_time };
}

function parts(cursor: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.every((part) => typeof part === 'string')) return parsed;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return [];
}
