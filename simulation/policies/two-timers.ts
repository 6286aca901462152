import { DAY, HOUR, type Millis, MINUTE } from '../../steps/domain/instants.ts';
import type { Candidate } from '../../steps/domain/meeting.ts';
import { DOLLARS_PER_HOST_MINUTE } from '../result/figures.ts';
import { RATES } from '../plan/faults.ts';
import { hasCapacity, SCHEDULE_PRECISION } from '../world/disturbances.ts';
import { launchBucket } from '../world/model/ec2.ts';
import type { TokenBucket } from '../world/model/token-bucket.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { streamOf, type Stream } from '../plan/random.ts';
import { type Scenario, type Wanted, wanted } from '../plan/scenario.ts';
import type { Comparison } from './comparison.ts';

const LAUNCH: Millis = -5 * MINUTE;
const CHECK: Millis = 15 * MINUTE;
/** Times of the SDK's three attempts at a throttled call. */
const ATTEMPTS: readonly Millis[] = [0, 300, 1_000];
/** The policy has one candidate and does not retry. */
const CANDIDATE: Candidate = { subnet_id: 'subnet-a', instance_type: 't4g.medium' };
/** Participants wait for the room for this long. */
const PATIENCE: Millis = 15 * MINUTE;

/** What happens to one meeting's host. */
interface HostResult {
  readonly minutes: number;
  readonly leaked: boolean;
  readonly lost: boolean;
}

/**
 * A common first design. One timer launches the host five minutes before the meeting time. A second timer checks the
 * room once, 15 minutes after the meeting time, and ends the host if no one came. Otherwise the host ends when both
 * participants leave and have uploaded their recordings. Errors are only logged. A host that nothing ends runs until an
 * operator sees it, which is assumed to be at the end of the UTC day.
 */
export function twoTimers(options: PlanOptions, scenarios: readonly Scenario[]): Comparison {
  const bucket = launchBucket();
  const launches = scenarios.map((scenario) => ({ scenario, at: launchOf(scenario) })).toSorted((a, b) => a.at - b.at);
  const results = launches.map(({ scenario, at }) => resultOf(options, scenario, at, bucket));
  const minutes = results.reduce((sum, result) => sum + result.minutes, 0);
  return {
    meetings: scenarios.length,
    hostMinutesPerMeeting: minutes / scenarios.length,
    dollarsPerMeeting: (minutes * DOLLARS_PER_HOST_MINUTE) / scenarios.length,
    leakedHosts: results.filter(({ leaked }) => leaked).length,
    lostMeetings: results.filter(({ lost }) => lost).length,
    remark: 'A host that nothing ends is assumed to run until midnight (UTC), when an operator sees it.',
  };
}

const launchOf = ({ seed, index, meetTime, scheduledAt }: Scenario): Millis =>
  Math.max(meetTime + LAUNCH, scheduledAt) +
  streamOf(seed, index, 'launch of two-timers').between(0, SCHEDULE_PRECISION);

function resultOf(options: PlanOptions, scenario: Scenario, launchedAt: Millis, bucket: TokenBucket): HostResult {
  const { meetTime, seed, index, hosts, faults } = scenario;
  const need = wanted(scenario);
  const stream = streamOf(seed, index, 'two-timers');
  // A function makes about two calls, and only one of them can lose the host.
  const call = (): CallResult => callResult(stream, RATES[options.level].call / 2);
  const never: HostResult = { minutes: 0, leaked: false, lost: need !== undefined };

  // A cancellation before the launch deletes the first timer, unless that call fails.
  const cancelled = scenario.acts.some(({ what, at }) => what === 'cancel' && meetTime + at < launchedAt);
  if (cancelled && call() === 'done') return never;
  const timers = faults.find((fault) => fault.kind === 'schedules');
  if (timers?.how === 'never' || call() === 'failed') return never;
  if (!ATTEMPTS.some((later) => bucket.take(launchedAt + later))) return never;
  if (!hasCapacity(options, CANDIDATE, launchedAt)) return never;
  const launch = call();
  if (launch === 'failed') return never;

  const midnight = Math.ceil(meetTime / DAY) * DAY;
  const health = healthOf(scenario, launchedAt, midnight);
  // Without the response the host's id is unknown, so nothing ends the host.
  if (launch === 'response lost') return result(launchedAt, health.endsAt, true, need !== undefined);

  const slow = faults.find((fault) => fault.kind === 'host' && fault.attempt === 1 && fault.how === 'boots slowly');
  const readyAt = launchedAt + Math.max(hosts.healthyAfter, slow?.kind === 'host' ? slow.after : 0);
  const isLost =
    need !== undefined &&
    (health.hangs || health.failsAt < need.until || readyAt > Math.max(meetTime, need.from) + PATIENCE);
  const end = endOf(scenario, need, isLost, call);
  if (end === undefined) return result(launchedAt, health.endsAt, health.endsAt > launchedAt + 3 * HOUR, isLost);
  return result(launchedAt, Math.min(end, health.endsAt), false, isLost);
}

/** When a call ends the host; undefined when none does. */
function endOf(
  { meetTime, people }: Scenario,
  need: Wanted | undefined,
  isLost: boolean,
  call: () => CallResult,
): Millis | undefined {
  const seen = people.some(({ visits }) => visits.some(({ from }) => from < CHECK)) && !isLost;
  if (!seen) return call() === 'failed' ? undefined : meetTime + CHECK;
  // There are two uploads only when both participants come and leave with the button.
  const last = people.map(({ visits }) => visits.at(-1));
  if (need === undefined || last.length < 2 || last.some((visit) => visit?.ending !== 'leaves')) return undefined;
  const uploads = [call(), call()];
  if (uploads.includes('failed') || call() === 'failed') return undefined;
  return meetTime + Math.max(...last.map((visit) => visit?.until ?? 0));
}

type CallResult = 'done' | 'failed' | 'response lost';

/** In 55 % of the faults the call has its effect (see `CALL_FAILURES` in faults.ts). */
function callResult(stream: Stream, rate: number): CallResult {
  if (!stream.chance(rate)) return 'done';
  return stream.chance(0.55) ? 'response lost' : 'failed';
}

/** Effects of the host's faults. `endsAt` applies when no call ends the host; an unhealthy host does not end by itself. */
function healthOf({ faults }: Scenario, launchedAt: Millis, midnight: Millis) {
  let [hangs, failsAt, endsAt] = [false, Number.POSITIVE_INFINITY, Math.max(midnight, launchedAt)];
  for (const fault of faults) {
    if (fault.kind !== 'host' || fault.attempt !== 1) continue;
    if (fault.how === 'hangs' || fault.how === 'hangs before its timer') hangs = true;
    if (fault.how === 'dies' || fault.how === 'is stopped' || fault.how === 'sickens')
      failsAt = Math.min(failsAt, launchedAt + fault.after);
    if (fault.how === 'dies') endsAt = Math.min(endsAt, launchedAt + fault.after);
  }
  return { hangs, failsAt, endsAt };
}

const result = (from: Millis, until: Millis, leaked: boolean, lost: boolean): HostResult => ({
  minutes: Math.max(0, until - from) / MINUTE,
  leaked,
  lost,
});
