import { fromIso, HOUR, isoSeconds, SECOND } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Meetings, Ports } from '../ports.ts';

/**
 * Number of hosts that run or launch within the hour; 0 if `draft` launches later. The index is eventually consistent,
 * so simultaneous calls can exceed the limit: it limits costs and is no invariant.
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
