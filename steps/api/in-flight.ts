import { fromIso, isoSeconds, type Millis, SECOND } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Meetings, Ports } from '../ports.ts';

const HOUR: Millis = 3600 * SECOND;

/**
 * Hosts running plus launches due within the hour, as far as they are in the way of `draft`: 0
 * when it launches later than that. Counted from an index that may lag, so that calls at the
 * very same time may exceed a cap by one another; the cap protects a bill, not an invariant.
 */
export async function hostsInFlight(
  { meetings, clock, settings }: Pick<Ports, 'meetings' | 'clock' | 'settings'>,
  draft: Meeting,
): Promise<number> {
  const horizon = clock.now() + HOUR;
  if (fromIso(draft.launch_at) > horizon) return 0;
  const { launchLead, launchSpread } = settings.timetable;
  const to = isoSeconds(horizon + (launchLead + launchSpread) * SECOND);
  let count = 0;
  for await (const meeting of openMeetings(meetings, to)) {
    if (fromIso(meeting.launch_at) > horizon) continue;
    // One for the room, or one for each of the two.
    count += meeting.host_roles.length;
    if (count >= settings.maxInFlight) break;
  }
  return count;
}

async function* openMeetings(meetings: Meetings, to: string): AsyncGenerator<Meeting> {
  let after: string | undefined;
  do {
    const page = await meetings.list({ openOrEnded: 'open', to, limit: 200, ...(after !== undefined && { after }) });
    yield* page.meetings;
    after = page.after;
  } while (after !== undefined);
}
