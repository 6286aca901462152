import { lastHeard } from './attendance.ts';
import { isoMillis, type Millis } from './instants.ts';
import type { Because, Meeting } from './meeting.ts';
import type { Evidence } from './occupancy.ts';

/**
 * What was known about an open room when the end of its meeting was decided; undefined for a room that never opened.
 * @param hostState EC2's answer about the host that was lost
 */
export function becauseOf(
  meeting: Meeting,
  now: Millis,
  { people, listening }: Pick<Evidence, 'people' | 'listening'>,
  hostState?: string,
): Because | undefined {
  if (meeting.opened_at === undefined) return undefined;
  const heard = lastHeard(meeting);
  return {
    ...(people === null ? reportedZero(meeting) : { host_count: people, host_counted_at: isoMillis(now) }),
    ...(heard !== undefined && { last_heard_at: isoMillis(heard) }),
    ...(listening && { listening_from: isoMillis(listening.from), listening_until: isoMillis(listening.until) }),
    ...(hostState !== undefined && { host_state: hostState }),
  };
}

/** The host reports a number only when it is zero. */
function reportedZero({ attendance }: Meeting): Pick<Because, 'host_count' | 'host_counted_at'> {
  const at = attendance.host?.left_confirmed_at ?? attendance.host?.left_at;
  return at === undefined ? {} : { host_count: 0, host_counted_at: at };
}
