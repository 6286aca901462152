import { fromIso, isoMillis, type Millis, SECOND } from '../domain/instants.ts';
import type { Listening } from '../domain/occupancy.ts';
import type { Clock, Meetings } from '../ports.ts';

/** What takes the place of a meeting in a probe: in its path, and in its key. */
export const PROBE = { id: 'presenceprobe000' } as const;

/** Name of the mark. Its value: `{since} {at}`, the first and the latest probe without a longer gap between two probes. */
const MARK = 'listening';

/**
 * The longest time between two probes in which no presence counts as lost. One missed probe is too many. On a fast local
 * clock, at least 1.5 seconds of real time.
 */
const longestGap = ({ speed }: Clock): Millis => Math.max(90 * SECOND, 1.5 * SECOND * speed);

/** Notes that the presence route works now. */
export async function noteListening(meetings: Pick<Meetings, 'getMark' | 'setMark'>, clock: Clock): Promise<void> {
  const now = clock.now();
  const before = parse(await meetings.getMark(MARK));
  const since = before && now - before.at <= longestGap(clock) ? before.since : now;
  await meetings.setMark(MARK, `${isoMillis(since)} ${isoMillis(now)}`);
}

/** The latest time without a gap in which presence could be reported; undefined before the first probe. */
export async function readListening(meetings: Pick<Meetings, 'getMark'>, clock: Clock): Promise<Listening | undefined> {
  const mark = parse(await meetings.getMark(MARK));
  const gap = longestGap(clock);
  return mark && { from: mark.since - gap, until: mark.at + gap };
}

function parse(mark: string | undefined): { readonly since: Millis; readonly at: Millis } | undefined {
  const [since, at] = mark?.split(' ') ?? [];
  return since === undefined || at === undefined ? undefined : { since: fromIso(since), at: fromIso(at) };
}
