import type { Meeting } from '../domain/meeting.ts';
import { type Evidence, NO_EVIDENCE } from '../domain/occupancy.ts';
import { needsEvidence } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { readListening } from './mark.ts';

/** The evidence for a decision on a meeting. Asks its hosts, if they can count people, only when nobody was heard for long. */
export async function gatherEvidence(
  ports: Pick<Ports, 'meetings' | 'health' | 'clock'>,
  meeting: Meeting | undefined,
): Promise<Evidence> {
  if (!meeting || !needsEvidence(meeting, ports.clock.now())) return NO_EVIDENCE;
  if (meeting.opened_at === undefined) return withoutHosts(ports, meeting);
  const { countsPeople } = ports.health;
  const [evidence, people] = await Promise.all([
    withoutHosts(ports, meeting),
    countsPeople ? countPeople(ports, meeting) : null,
  ]);
  return { ...evidence, people, countsPeople };
}

/** The evidence when the hosts are down, are not ready yet, or no longer matter. */
export async function withoutHosts(
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  meeting: Meeting | undefined,
): Promise<Evidence> {
  if (!meeting || !needsEvidence(meeting, clock.now())) return NO_EVIDENCE;
  return { ...NO_EVIDENCE, listening: await readListening(meetings, clock) };
}

/** People at all hosts; null when a host cannot tell and the others have none. */
async function countPeople({ health }: Pick<Ports, 'health'>, meeting: Meeting): Promise<number | null> {
  const counts = await Promise.all(
    Object.values(meeting.hosts).map(async ({ address }) =>
      address ? (await health.probe(meeting, address)).people : null,
    ),
  );
  const known = counts.filter((count) => count !== null);
  const sum = known.reduce((total, count) => total + count, 0);
  return sum > 0 || known.length === counts.length ? sum : null;
}
