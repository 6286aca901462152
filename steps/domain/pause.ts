import { HOUR, isoMillis, type Millis, MINUTE } from './instants.ts';

/** Name of the mark with which an operator pauses the safety nets. Its text is the instant of the pause. */
export const PAUSE_MARK = 'nets-paused-at';
/** A pause that nobody ends must not leave hosts running for long. */
const PAUSE_LASTS: Millis = 4 * HOUR;
/** Maximum difference between the clocks of the operator and the function. A later instant is no pause. */
const CLOCK_SKEW: Millis = 5 * MINUTE;

export const pauseMark = (now: Millis): string => isoMillis(now);

/** The end of the pause; undefined when the nets are not paused. */
export function pausedUntil(mark: string | undefined, now: Millis): Millis | undefined {
  if (mark === undefined) return undefined;
  // NaN for a text that is no instant, which is no pause.
  const since = Date.parse(mark);
  return since <= now + CLOCK_SKEW && now < since + PAUSE_LASTS ? since + PAUSE_LASTS : undefined;
}
