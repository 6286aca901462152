/** How much time may pass between two ticks, in milliseconds. */
const LONGEST_TICK = 5;

/**
 * The world's time, but a pause of this process counts for next to nothing. On a busy machine, a clock that runs a
 * thousand times faster would else jump over minutes in which nobody here had a chance to act.
 */
export function steadyTime(): () => number {
  let at = Date.now();
  let seen = performance.now();
  setInterval(() => {
    const now = performance.now();
    at += Math.min(now - seen, LONGEST_TICK);
    seen = now;
  }, 1).unref();
  return () => at;
}
