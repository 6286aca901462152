/**
 * Instants are epoch milliseconds in code and ISO 8601 in UTC at rest, always of one
 * fixed width for each use, so that strings sort as time does.
 */
export type Millis = number;

export const SECOND: Millis = 1_000;

/** `2026-12-01T15:00:00.000Z` */
export const isoMillis = (at: Millis): string => new Date(at).toISOString();

/** `2026-12-01T15:00:00Z`: rounded up to whole seconds, so that a deadline is never early. */
export const isoSeconds = (at: Millis): string =>
  `${new Date(Math.ceil(at / SECOND) * SECOND).toISOString().slice(0, 19)}Z`;

/** Reads what the two above write, and what other engines write (microseconds, `+00:00`). Throws RangeError on anything else. */
export function fromIso(text: string): Millis {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${text.slice(0, 40)}`);
  return at;
}

/** Whole seconds from one instant until another, rounded up; negative when it is past. */
export const secondsUntil = (at: Millis, now: Millis): number => Math.ceil((at - now) / SECOND);
