import { slotsOf } from '../domain/slots.ts';
import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import { type Address, allHosts, type Meeting } from '../domain/meeting.ts';
import type { Outcome } from '../domain/outcomes.ts';
import { staleRevisions } from '../domain/revisions.ts';
import { asEnded, decidedOutcome } from '../domain/verdicts.ts';
import type { Host, Ports } from '../ports.ts';
import { settleAll } from '../settle-all.ts';
import { updateMeeting } from '../update-meeting.ts';
import { addToDay } from '../overview/add-to-day.ts';
import { recordEnd } from './lifecycle-metrics.ts';
import { settleRevisions } from './settle-revisions.ts';
import { hostVisibleBy } from '../domain/launch-intent.ts';

/** EC2 can't find the id of a new host at first. After this time, an unknown id is a terminated host. */
export const ID_KNOWN_WITHIN: Millis = 600 * SECOND;

export interface ReleaseResult {
  readonly outcome: Outcome;
  /** Seconds until the next try; undefined when everything is released. */
  readonly waitSeconds?: number;
}

/**
 * Tears a meeting down. Ends the hosts until billing has stopped, and then writes ENDED with the outcome: only hosts
 * cost money. Then it removes their names, disarms the wake-ups, stops what interrupted moves left, releases the slots and adds
 * the meeting to its day. Every part is idempotent, so a repeated call
 * starts again from the first.
 * @param meeting a row with a verdict
 */
export async function release(
  ports: Pick<Ports, 'meetings' | 'slots' | 'days' | 'hosts' | 'addresses' | 'wakeUps' | 'workflow' | 'clock' | 'log'>,
  meeting: Meeting,
): Promise<ReleaseResult> {
  const outcome = decidedOutcome(meeting);
  if (!outcome) throw new RangeError(`meeting ${meeting.id} has no verdict`);
  const waitSeconds = meeting.status === 'ENDED' ? undefined : await endHosts(ports, meeting);
  if (waitSeconds !== undefined) return { outcome, waitSeconds };

  const now = ports.clock.now();
  const row = await updateMeeting(ports.meetings, meeting.id, (found) => asEnded(found, now));
  recordEnd(ports.log, row, now);
  ports.log.info('meeting ended', { outcome });
  await settleAll([
    ports.addresses.remove(meeting.id, addressesOf(meeting)),
    ports.wakeUps.disarm(meeting.id, meeting.revision),
    // No sweep looks at the other revisions of an ENDED row.
    settleRevisions(ports, row ?? meeting, staleRevisions(row ?? meeting, now)),
    ports.slots.release(slotsOf(meeting)),
    addToDay(ports, row),
  ]);
  return { outcome };
}

/** Returns the seconds until the next try; undefined when all hosts are gone. */
async function endHosts(
  { hosts, clock, log }: Pick<Ports, 'hosts' | 'clock' | 'log'>,
  meeting: Meeting,
): Promise<number | undefined> {
  const now = clock.now();
  const visibleAt = Object.values(meeting.intents).flatMap((intent) => hostVisibleBy(intent) ?? []);
  const records = allHosts(meeting);
  const ids = records.map((record) => record.instance_id);
  const gone: boolean[] = [];
  const end = async ({ instanceId, launchedAt }: Pick<Host, 'instanceId' | 'launchedAt'>): Promise<void> => {
    const result = await hosts.end(instanceId);
    log.info('host end requested', { instanceId, result });
    gone.push(result === 'ended' || result === 'gone' || (result === 'unknown' && now > launchedAt + ID_KNOWN_WITHIN));
  };
  const endOthers = async (): Promise<void> => {
    const found = await hosts.ofMeeting(meeting.id, ids);
    await settleAll(found.filter(({ instanceId }) => !ids.includes(instanceId)).map(end));
  };
  // Does not wait for the look-up, which may be slow or fail. Includes hosts that are already gone: `end` also removes what
  // belongs to a host, such as its secret.
  await settleAll([...records.map(asHost).map(end), endOthers()]);
  const wait = Math.max(0, ...visibleAt.map((until) => until - now));
  if (wait > 0) return Math.ceil(wait / SECOND);
  return gone.every(Boolean) ? undefined : retryDelay(meeting, now);
}

const asHost = (record: { instance_id: string; launched_at: string }): Pick<Host, 'instanceId' | 'launchedAt'> => ({
  instanceId: record.instance_id,
  launchedAt: fromIso(record.launched_at),
});

/** 10 to 300 seconds, growing with the age of the verdict: an execution's history is limited to 25,000 events. */
function retryDelay(meeting: Meeting, now: Millis): number {
  const since = meeting.verdict ? now - fromIso(meeting.verdict.at) : 0;
  return Math.min(300, Math.max(10, Math.ceil(since / SECOND / 8)));
}

const addressesOf = (meeting: Meeting): readonly Address[] =>
  allHosts(meeting).flatMap((host) => (host.address ? [host.address] : []));
