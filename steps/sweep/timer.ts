import { type Millis, MINUTE, SECOND } from '../domain/instants.ts';
import { type Host, isBuildHost, type Ports } from '../ports.ts';
import { countFailures } from './attempt.ts';
import { sweepBuildHosts } from './build-hosts.ts';
import { sweepHosts } from './hosts.ts';
import { sweepMeetings } from './meetings.ts';
import { sweepNames } from './names.ts';
import { isPaused } from './pause.ts';
import { sweepSlots } from './slots.ts';

type Needs = Pick<
  Ports,
  'meetings' | 'slots' | 'days' | 'hosts' | 'addresses' | 'health' | 'wakeUps' | 'workflow' | 'clock' | 'log'
>;

/** The period of the sweep timer. */
export const SWEEP_EVERY: Millis = 5 * MINUTE;
/** A sweep that takes longer is counted for an alarm. After 180 seconds it stops, and the next one resumes there. */
const SLOW_SECONDS = 120;

/**
 * The sweep of everything, by the timer. A failing part or row is a metric and not an error: it must not stop
 * the others, and Lambda would retry an error by repeating the whole sweep. During a pause, and when nobody knows
 * whether there is one, it only does what ends nothing: names, secrets and slots of what has ended.
 */
export async function sweepAll(ports: Needs): Promise<void> {
  const { hosts, clock, log } = ports;
  const startedAt: Millis = clock.now();
  const attempt = countFailures(log);
  const readPause = (): Promise<boolean | undefined> => attempt('pause', () => isPaused(ports));
  // Asks twice: one failed read must not stop all ends until the next sweep.
  const paused = (await readPause()) ?? (await readPause());
  if (paused) log.count('NetsPaused', 1);
  const mayEnd = paused === false;
  // One look-up for all meetings. Undefined when EC2 could not be asked.
  const found = await attempt('look-up of hosts', () => hosts.running());
  if (found) log.count('HostsRunning', found.length);
  const running = found?.filter((host): host is Host => !isBuildHost(host));
  const byId = running && new Map(running.map((host): [string, Host] => [host.instanceId, host]));
  const sweepRows = async (): Promise<true> => {
    await sweepMeetings(ports, byId, startedAt, attempt);
    return true;
  };
  const [swept] = await Promise.all([
    mayEnd && attempt('meetings', sweepRows),
    running && mayEnd && attempt('hosts', () => sweepHosts(ports, running, attempt)),
    found && mayEnd && attempt('hosts of builds', () => sweepBuildHosts(ports, found.filter(isBuildHost), attempt)),
    attempt('names', () => sweepNames(ports, attempt)),
    attempt('slots', () => sweepSlots(ports, running, attempt)),
    attempt('leftovers of hosts', () => hosts.removeLeftovers()),
  ]);
  // Again, after the other parts: while Scheduler is down, too, the next sweep is too late.
  if (swept === undefined) await attempt('meetings', sweepRows);
  const seconds = Math.ceil((clock.now() - startedAt) / SECOND);
  log.count('SweepSeconds', seconds);
  if (seconds <= SLOW_SECONDS) return;
  log.error('the sweep is slow', { seconds });
  log.count('SweepFailures', 1);
}
