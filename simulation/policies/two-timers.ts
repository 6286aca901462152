import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import { DOLLARS_PER_HOST_MINUTE } from '../figures.ts';
import { RATES } from '../faults.ts';
import { TokenBucket } from '../model/token-bucket.ts';
import type { PlanOptions } from '../plan.ts';
import { streamOf, type Stream } from '../random.ts';
import { type Scenario, type Wanted, wanted } from '../scenario.ts';
import { type Comparison, DAY } from './comparison.ts';

const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const LAUNCH: Millis = -5 * MINUTE;
const CHECK: Millis = 15 * MINUTE;
/** A schedule is precise to a minute. */
const PRECISION: Millis = MINUTE;
/** The SDK tries a throttled call three times, within about so long. */
const TRIES: readonly Millis[] = [0, 300, 1_000];
/** A room that is later than this is no room: people have gone. */
const PATIENCE: Millis = 15 * MINUTE;

/** What becomes of one meeting's host. */
interface Course {
  readonly minutes: number;
  readonly leaked: boolean;
  readonly lost: boolean;
}

/**
 * The way many such systems are first built: a timer launches the host five minutes before the meeting time, a second one
 * looks once, a quarter of an hour after it, and ends the host if nobody came. Else the host ends when both sides have
 * uploaded what they have, as they leave. Errors are logged and swallowed. A host that is left runs until somebody sees
 * it in the console: taken to be the end of the (UTC) day.
 */
export function twoTimers(options: PlanOptions, scenarios: readonly Scenario[]): Comparison {
  const bucket = new TokenBucket(5, 2);
  const launches = scenarios.map((scenario) => ({ scenario, at: launchOf(scenario) })).toSorted((a, b) => a.at - b.at);
  const courses = launches.map(({ scenario, at }) => courseOf(options, scenario, at, bucket));
  const minutes = courses.reduce((sum, course) => sum + course.minutes, 0);
  return {
    meetings: scenarios.length,
    hostMinutesPerMeeting: minutes / scenarios.length,
    dollarsPerMeeting: (minutes * DOLLARS_PER_HOST_MINUTE) / scenarios.length,
    leakedHosts: courses.filter(({ leaked }) => leaked).length,
    lostMeetings: courses.filter(({ lost }) => lost).length,
    remark: 'A host that is left is taken to run until midnight (UTC), when somebody looks.',
  };
}

const launchOf = ({ seed, index, meetTime, scheduledAt }: Scenario): Millis =>
  Math.max(meetTime + LAUNCH, scheduledAt) + streamOf(seed, index, 'launch of two-timers').between(0, PRECISION);

function courseOf(options: PlanOptions, scenario: Scenario, launchedAt: Millis, bucket: TokenBucket): Course {
  const { meetTime, seed, index, hosts, faults } = scenario;
  const need = wanted(scenario);
  const stream = streamOf(seed, index, 'two-timers');
  // Its functions are short: of two calls that one makes, one matters.
  const call = (): Answer => answerOf(stream, RATES[options.level].call / 2);
  const never: Course = { minutes: 0, leaked: false, lost: need !== undefined };

  // A cancellation before the launch deletes the first timer, if the call to do so does not fail.
  const cancelled = scenario.acts.some(({ what, at }) => what === 'cancel' && meetTime + at < launchedAt);
  if (cancelled && call() === 'done') return never;
  const timers = faults.find((fault) => fault.kind === 'schedules');
  if (timers?.how === 'never' || call() === 'failed') return never;
  if (!TRIES.some((later) => bucket.take(launchedAt + later))) return never;
  if (noCapacity(options, launchedAt)) return never;
  const launch = call();
  if (launch === 'failed') return never;

  const midnight = Math.ceil(meetTime / DAY) * DAY;
  const life = lifeOf(scenario, launchedAt, midnight);
  // The answer was lost, and with it the host's id: nobody finds the host, and nobody ends it.
  if (launch === 'answer lost') return course(launchedAt, life.endsAt, true, need !== undefined);

  const slow = faults.find((fault) => fault.kind === 'host' && fault.attempt === 1 && fault.how === 'boots slowly');
  const readyAt = launchedAt + Math.max(hosts.healthyAfter, slow?.kind === 'host' ? slow.after : 0);
  const isLost =
    need !== undefined &&
    (life.hangs || life.failsAt < need.until || readyAt > Math.max(meetTime, need.from) + PATIENCE);
  const end = endOf(scenario, need, isLost, call);
  if (end === undefined) return course(launchedAt, life.endsAt, life.endsAt > launchedAt + 3 * HOUR, isLost);
  return course(launchedAt, Math.min(end, life.endsAt), false, isLost);
}

/** When somebody or something ends the host; undefined when nobody does. */
function endOf(
  { meetTime, people }: Scenario,
  need: Wanted | undefined,
  isLost: boolean,
  call: () => Answer,
): Millis | undefined {
  const seen = people.some(({ visits }) => visits.some(({ from }) => from < CHECK)) && !isLost;
  if (!seen) return call() === 'failed' ? undefined : meetTime + CHECK;
  // Both have to come, and to leave by the button, for both uploads to be there.
  const last = people.map(({ visits }) => visits.at(-1));
  if (need === undefined || last.length < 2 || last.some((visit) => visit?.ending !== 'leaves')) return undefined;
  const uploads = [call(), call()];
  if (uploads.includes('failed') || call() === 'failed') return undefined;
  return meetTime + Math.max(...last.map((visit) => visit?.until ?? 0));
}

type Answer = 'done' | 'failed' | 'answer lost';

/** Three of ten faults come after the effect (see `HOW` in faults.ts), or the function dies after it. */
function answerOf(stream: Stream, rate: number): Answer {
  if (!stream.chance(rate)) return 'done';
  return stream.chance(0.55) ? 'answer lost' : 'failed';
}

/** There is one candidate, and it is asked once. */
function noCapacity({ seed, level }: PlanOptions, at: Millis): boolean {
  const key = `capacity of subnet-a t4g.medium at ${Math.floor(at / HOUR)}`;
  return streamOf(seed, 'world', key).chance(RATES[level].noCapacity);
}

/** What the first host's own faults make of it, when nobody ends it: a host that sickens or hangs runs on. */
function lifeOf({ faults }: Scenario, launchedAt: Millis, midnight: Millis) {
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

const course = (from: Millis, until: Millis, leaked: boolean, lost: boolean): Course => ({
  minutes: Math.max(0, until - from) / MINUTE,
  leaked,
  lost,
});
