import { DAY, HOUR, type Millis, MINUTE } from '../../steps/domain/instants.ts';
import { RATES } from '../plan/faults.ts';
import { DOLLARS_PER_HOST_MINUTE } from '../result/figures.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { streamOf } from '../plan/random.ts';
import { type Scenario, wanted } from '../plan/scenario.ts';
import type { Comparison } from './comparison.ts';

/** Time until a status check finds a dead host and a new host has booted. */
const DOWN_FOR: Millis = 10 * MINUTE;

/** All meetings share one host that runs day and night. When it dies, a new host replaces it. */
export function alwaysOn(options: PlanOptions, scenarios: readonly Scenario[]): Comparison {
  const starts = scenarios.map(({ meetTime }) => meetTime);
  const from = Math.floor(min(starts) / DAY) * DAY;
  const until = Math.ceil((max(starts) + 2 * HOUR) / DAY) * DAY;
  const deaths = deathsBetween(options, from, until);
  const lost = scenarios.filter((scenario) => {
    const need = wanted(scenario);
    return need !== undefined && deaths.some((death) => death < need.until && death + DOWN_FOR > need.from);
  });
  const minutes = (until - from) / MINUTE;
  return {
    meetings: scenarios.length,
    hostMinutesPerMeeting: minutes / scenarios.length,
    dollarsPerMeeting: (minutes * DOLLARS_PER_HOST_MINUTE) / scenarios.length,
    leakedHosts: 0,
    lostMeetings: lost.length,
    remark:
      `One host for ${minutes / 1440} days, at the price of a host for one meeting. It serves up to ` +
      `${mostAtOnce(scenarios)} meetings at the same time; a host for so many costs more.`,
  };
}

/** A meeting's host runs for about an hour, so the fault rates of hosts are used as rates per hour. */
function deathsBetween({ seed, level }: PlanOptions, from: Millis, until: Millis): readonly Millis[] {
  const { dies, sickens, 'is stopped': stopped } = RATES[level].host;
  const deaths: Millis[] = [];
  for (let hour = from; hour < until; hour += HOUR) {
    const stream = streamOf(seed, 'world', `always-on at ${hour}`);
    if (stream.chance(dies + sickens + stopped)) deaths.push(hour + stream.between(0, HOUR));
  }
  return deaths;
}

/** The largest number of meetings at the same time. */
function mostAtOnce(scenarios: readonly Scenario[]): number {
  const moves = scenarios.flatMap(({ meetTime, durationMinutes }) => [
    { at: meetTime, by: 1 },
    { at: meetTime + durationMinutes * MINUTE, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of moves.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by));
  return most;
}

const min = (values: readonly number[]): number => values.reduce((least, value) => Math.min(least, value), Infinity);
const max = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
