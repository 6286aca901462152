/** Maximum time that one tick counts, in milliseconds. */
const LONGEST_TICK = 5;

/**
 * Real time without the pauses of this process. On a busy machine, a clock that runs a thousand times faster would
 * otherwise jump over minutes in which the test could not act.
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
