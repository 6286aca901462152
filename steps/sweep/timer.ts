import { type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import type { Host, Ports } from '../ports.ts';
import { countFailures } from './attempt.ts';
import { sweepHosts } from './hosts.ts';
import { sweepMeetings } from './meetings.ts';
import { sweepNames } from './names.ts';
import { sweepSlots } from './slots.ts';

type Needs = Pick<
  Ports,
  'meetings' | 'slots' | 'hosts' | 'addresses' | 'health' | 'wakeUps' | 'workflow' | 'clock' | 'log'
>;

/** The period of the sweep timer. */
export const SWEEP_EVERY: Millis = 5 * MINUTE;

/**
 * The sweep of everything, by the timer. A failing part or row is a metric and not an error: it must not stop
 * the others, and Lambda would retry an error by repeating the whole sweep.
 */
export async function sweepAll(ports: Needs): Promise<void> {
  const { hosts, clock, log } = ports;
  const startedAt: Millis = clock.now();
  const attempt = countFailures(log);
  // One look-up for all meetings. Undefined when EC2 could not be asked.
  const running = await attempt('look-up of hosts', () => hosts.running());
  const byId = running && new Map(running.map((host): [string, Host] => [host.instanceId, host]));
  await Promise.all([
    running && attempt('hosts', () => sweepHosts(ports, running, attempt)),
    attempt('meetings', () => sweepMeetings(ports, byId, startedAt, attempt)),
    attempt('names', () => sweepNames(ports, attempt)),
    attempt('slots', () => sweepSlots(ports, running, attempt)),
    attempt('leftovers of hosts', () => hosts.removeLeftovers()),
  ]);
  log.count('SweepSeconds', Math.ceil((clock.now() - startedAt) / SECOND));
}
