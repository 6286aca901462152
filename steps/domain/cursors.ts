import { isMeetingId } from './ids.ts';

/** A cursor that this service never gave out, or gave out for another question. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** Where a page ended: the last row looked at. */
export interface Position {
  readonly id: string;
  readonly meet_time: string;
}

/** What a cursor belongs to. */
interface Question {
  readonly openOrEnded: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const MEET_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Opaque to callers, base64url. It names the shelf, so that it is no use for the other one. */
export const cursorAt = (openOrEnded: string, { id, meet_time }: Position): string =>
  Buffer.from(JSON.stringify([openOrEnded, meet_time, id])).toString('base64url');

/** Throws BadCursor unless `cursor` may be the end of a page of this very question. */
export function parseCursor(cursor: string, { openOrEnded, from, to }: Question): Position {
  const [of, meet_time, id, ...more] = parts(cursor);
  const valid = of === openOrEnded && meet_time !== undefined && id !== undefined && more.length === 0;
  if (!valid || !MEET_TIME.test(meet_time) || !isMeetingId(id)) throw new BadCursor('not a cursor of this list');
  if ((from !== undefined && meet_time < from) || (to !== undefined && meet_time > to))
    throw new BadCursor('a cursor of another span of time');
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
