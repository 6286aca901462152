import { MINUTE } from '../../steps/domain/instants.ts';
import { type Replay, replay } from './replay.ts';
import type { Finding, RunOptions } from '../run.ts';
import { type HostTimings, type Scenario, withFiredFaults } from '../plan/scenario.ts';

/** Each replay takes a few milliseconds. */
const MAX_REPLAYS = 600;

const PLAIN: HostTimings = {
  pendingFor: 17_000,
  healthyAfter: 85_000,
  secondChoice: 1,
  lookUpLag: 0,
  idLag: 0,
  namesInSync: 0,
  shutsDownFor: 30_000,
};

/** The shortest scenario that was found for the same violation. */
export interface Shrunk {
  readonly promise: string;
  readonly original: Scenario;
  readonly scenario: Scenario;
  /** Undefined when the violation needs the other meetings of the run. */
  readonly played: Pick<Replay, 'story' | 'breaches'> | undefined;
  readonly replays: number;
}

/** Removes and simplifies parts of the scenario for as long as the violation stays. */
export async function shrink(options: RunOptions, finding: Finding): Promise<Shrunk> {
  const { scenario: original, breaches } = finding;
  const promise = breaches[0]?.promise ?? '';
  let replays = 0;
  const attempt = async (scenario: Scenario): Promise<Replay | undefined> => {
    replays += 1;
    const played = await replay(options, scenario);
    return played.breaches.some((breach) => breach.promised && breach.promise === promise) ? played : undefined;
  };

  let [scenario, played] = [original, await attempt(original)];
  if (!played) {
    scenario = withEarlyFaults(finding);
    played = await attempt(scenario);
  }
  const shorten = async (): Promise<boolean> => {
    for (const candidate of simpler(scenario)) {
      if (replays >= MAX_REPLAYS) return false;
      const again = await attempt(candidate);
      if (!again) continue;
      [scenario, played] = [candidate, again];
      return true;
    }
    return false;
  };
  let shorter = played !== undefined;
  // Starts again after each success: another part may have become unnecessary.
  while (shorter) shorter = await shorten();
  const { story, breaches: left } = played ?? {};
  if (!played) scenario = withFiredFaults(original, finding.fired);
  return { promise, original, scenario, replays, played: story && left && { story, breaches: left } };
}

/**
 * Moves the faults that occurred to the first invocations. In a run of all meetings, services throttle, so a function is
 * retried more often than in a run of one meeting.
 */
function withEarlyFaults({ scenario, fired }: Finding): Scenario {
  const calls = new Map<string, number>();
  const first = fired.map((fault) => {
    const invocation = (calls.get(fault.caller) ?? 0) + 1;
    calls.set(fault.caller, invocation);
    return { ...fault, invocation };
  });
  return withFiredFaults(scenario, first);
}

/** Scenarios with one part removed or simplified, the largest parts first. */
export function* simpler(scenario: Scenario): Generator<Scenario> {
  const { faults, acts, changes, people, hosts } = scenario;
  yield* halves(faults).map((left) => ({ ...scenario, faults: left }));
  yield* without(people).map((left) => ({ ...scenario, people: left }));
  yield* without(acts).map((left) => ({ ...scenario, acts: left }));
  yield* without(changes).map((left) => ({ ...scenario, changes: left }));
  yield* without(faults).map((left) => ({ ...scenario, faults: left }));
  for (const [index, person] of people.entries())
    yield* without(person.visits)
      .filter((visits) => visits.length > 0)
      .map((visits) => ({ ...scenario, people: people.with(index, { ...person, visits }) }));
  if (JSON.stringify(hosts) !== JSON.stringify(PLAIN)) yield { ...scenario, hosts: PLAIN };
  const wholeMinutes = rounded(scenario);
  if (JSON.stringify(wholeMinutes) !== JSON.stringify(scenario)) yield wholeMinutes;
}

/** Rounds all times to minutes, so that the scenario is easier to read. */
function rounded(scenario: Scenario): Scenario {
  const round = (at: number): number => Math.round(at / MINUTE) * MINUTE;
  return {
    ...scenario,
    scheduledAt: Math.min(round(scenario.scheduledAt), scenario.scheduledAt),
    acts: scenario.acts.map((act) => ({ ...act, at: round(act.at) })),
    people: scenario.people.map((person) => ({
      ...person,
      visits: person.visits.map((visit) => ({ ...visit, from: round(visit.from), until: round(visit.until) })),
    })),
  };
}

/** The second and the first half of the list. */
function halves<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length < 4) return [];
  const middle = items.length >> 1;
  return [items.slice(middle), items.slice(0, middle)];
}

const without = <T>(items: readonly T[]): (readonly T[])[] => items.map((_, index) => items.toSpliced(index, 1));
