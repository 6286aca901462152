import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import type { Address, Meeting } from '../domain/meeting.ts';
import type { Outcome } from '../domain/outcomes.ts';
import { asEnded } from '../domain/verdicts.ts';
import type { Host, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { countEnd } from './lifecycle-metrics.ts';

/** A host that was launched shows in look-ups by then, also when the launch's answer got lost. */
const LAUNCH_SHOWS_WITHIN: Millis = 120 * SECOND;
/** An id that EC2 does not know is "not yet" when it is younger than this, and long gone when it is older. */
export const KNOWN_WITHIN: Millis = 600 * SECOND;

export interface Release {
  readonly outcome: Outcome;
  /** Seconds until another try; undefined when the meeting is over. */
  readonly waitSeconds?: number;
}

/**
 * Ends what a meeting has, in this order: the hosts (seen gone: billing has stopped), their
 * addresses, the row (ENDED with its outcome), the nets. Each part is repeatable, so whoever
 * finds an unfinished tear-down does it again from the top.
 * @param meeting a row with its verdict
 */
export async function release(
  ports: Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'wakeUps' | 'clock' | 'log'>,
  meeting: Meeting,
): Promise<Release> {
  const outcome = meeting.outcome ?? meeting.verdict?.outcome;
  if (!outcome) throw new RangeError(`meeting ${meeting.id} has no verdict`);
  const waitSeconds = meeting.status === 'ENDED' ? undefined : await endHosts(ports, meeting);
  if (waitSeconds !== undefined) return { outcome, waitSeconds };

  await ports.addresses.remove(meeting.id, addressesOf(meeting));
  const now = ports.clock.now();
  const row = await updateMeeting(ports.meetings, meeting.id, (found) => asEnded(found, now));
  countEnd(ports.log, row, now);
  await ports.wakeUps.disarm(meeting.id, meeting.revision);
  ports.log.info('meeting over', { outcome });
  return { outcome };
}

/** Seconds to wait until the hosts may be gone; undefined when they are. */
async function endHosts(
  { hosts, clock, log }: Pick<Ports, 'hosts' | 'clock' | 'log'>,
  meeting: Meeting,
): Promise<number | undefined> {
  const now = clock.now();
  const unanswered = Object.values(meeting.intents)
    .filter((intent) => intent.state === 'asked')
    .map((intent) => fromIso(intent.requested_at) + LAUNCH_SHOWS_WITHIN);
  const records = [...Object.values(meeting.hosts), ...meeting.replaced];
  const found = await hosts.ofMeeting(
    meeting.id,
    records.map((record) => record.instance_id),
  );
  const missing = records.filter((record) => !found.some((host) => host.instanceId === record.instance_id));
  // Also those that are gone by themselves: what a host had besides its machine ends with it.
  const toEnd = [...found, ...missing.map(asHost)];
  const gone = await Promise.all(
    toEnd.map(async ({ instanceId, launchedAt }) => {
      const ending = await hosts.end(instanceId);
      log.info('host told to end', { instanceId, ending });
      return ending === 'gone' || (ending === 'unknown' && now > launchedAt + KNOWN_WITHIN);
    }),
  );
  const wait = Math.max(0, ...unanswered.map((until) => until - now));
  if (wait > 0) return Math.ceil(wait / SECOND);
  return gone.every(Boolean) ? undefined : patience(meeting, now);
}

const asHost = (record: { instance_id: string; launched_at: string }): Pick<Host, 'instanceId' | 'launchedAt'> => ({
  instanceId: record.instance_id,
  launchedAt: fromIso(record.launched_at),
});

export const isGone = (host: Host): boolean => host.state === 'shutting-down' || host.state === 'terminated';

/** Ten seconds at first, growing with the trouble, so that a host that will not go does not fill the history. */
function patience(meeting: Meeting, now: Millis): number {
  const since = meeting.verdict ? now - fromIso(meeting.verdict.at) : 0;
  return Math.min(300, Math.max(10, Math.ceil(since / SECOND / 8)));
}

const addressesOf = (meeting: Meeting): readonly Address[] =>
  [...Object.values(meeting.hosts), ...meeting.replaced].flatMap((host) => (host.address ? [host.address] : []));
