/**
 * Epoch milliseconds. Stored instants are ISO 8601 in UTC; all values of one field have the same
 * width, so that their strings sort by time.
 */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

/** `2026-12-01T15:00:00.000Z` */
export const isoMillis = (at: Millis): string => new Date(at).toISOString();

/** `2026-12-01T15:00:00Z`; rounded up, so that a deadline is never early. */
export const isoSeconds = (at: Millis): string =>
  `${new Date(Math.ceil(at / SECOND) * SECOND).toISOString().slice(0, 19)}Z`;

/**
 * Also accepts microseconds and `+00:00`, which other Step Functions engines write.
 * @throws RangeError when `text` is not an instant
 */
export function fromIso(text: string): Millis {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${text.slice(0, 40)}`);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, at);
  return at;
}

/** One decision reads the same few instants again and again. */
const parsed = new Map<string, Millis>();
const MAX_PARSED = 4_096;

/** Whole seconds from `now` to `at`, rounded up; negative when `at` is past. */
export const secondsUntil = (at: Millis, now: Millis): number => Math.ceil((at - now) / SECOND);
