import type { HostKind } from '../../steps/domain/host-kind.ts';
import { DAY, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import type { HostRole } from '../../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE } from '../../steps/domain/timetable.ts';
import { callFaults, hostFaults, mailFaults, netFaults, type Rates, RATES, receiverFaults } from './faults.ts';
import { changes, changesAtOnce, withMatches } from './changes.ts';
import type { Conditions } from '../promised.ts';
import { streamOf, type Stream } from './random.ts';
import type { Act, HostTimings, Person, Scenario, Visit } from './scenario.ts';
import { aheadOf, dayOf, meetTimeOf, type Workload } from './workload.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const BOOTS = ['image', 'install', 'varied'] as const;
export type Boot = (typeof BOOTS)[number];
/** People stay this much longer than planned in a meeting that somebody extends: past its first hard end. */
const OVERRUN: Millis = 80 * MINUTE;

export interface PlanOptions extends Conditions {
  readonly seed: number;
  readonly workload: Workload;
  readonly perDay: number;
  /** `room` for one host, or `teacher` and `student` for one host each. */
  readonly hostRoles: readonly HostRole[];
  readonly hostKind: HostKind;
  /** How hosts boot: from a prepared image, with an installation in five to ten minutes, or from an image whose times vary. */
  readonly boot: Boot;
}

/** Makes the scenario of a meeting from seed and index. It does not depend on the other meetings. */
export function plan(options: PlanOptions, index: number): Scenario {
  const { seed, workload } = options;
  const times = streamOf(seed, index, 'times');
  const meetTime = meetTimeOf(dayOf(index, workload, options.perDay), workload, times);
  const durationMinutes = times.weighted([
    [70, 60],
    [15, 45],
    [10, 30],
    [5, 90],
  ]);
  const scheduledAt = meetTime - aheadOf(workload, times);
  const id = idFrom(streamOf(seed, index, 'id'));
  return {
    ...planOf(options, { index, seed, id, scheduledAt, meetTime, durationMinutes }),
    repeats: times.chance(0.8),
    wrong: times.chance(0.01),
  };
}

type Times = Pick<Scenario, 'index' | 'seed' | 'id' | 'scheduledAt' | 'meetTime' | 'durationMinutes'>;

/** What happens to a meeting at the given time. */
export function planOf(
  options: Omit<PlanOptions, 'workload' | 'perDay'>,
  meeting: Times,
): Omit<Scenario, 'repeats' | 'wrong'> {
  const { index, seed, meetTime, scheduledAt, durationMinutes } = meeting;
  const rates = RATES[options.level];
  const streamFor = (purpose: string): Stream => streamOf(seed, index, purpose);
  const ahead = meetTime - scheduledAt;
  const rush = streamFor('rush').chance(rates.rush);
  const launch = Math.max(-ahead, -DEFAULT_TIMETABLE.launchLead * SECOND);
  const faults = [
    ...callFaults(streamFor('calls'), rush ? RATES.harsh.call : rates.call),
    ...hostFaults(streamFor('hosts'), rates, options.hostRoles),
    ...netFaults(streamFor('nets'), rates, options.withoutNets, options.level === 'harsh'),
    ...receiverFaults(streamFor('receivers'), rates),
    ...mailFaults(streamFor('mail service'), rates),
    ...(streamFor('clocks').chance(rates.clocks) ? [{ kind: 'clocks', spread: 30 * SECOND } as const] : []),
  ];
  const planned = options.changes
    ? withMatches(streamFor('if-match'), [
        ...changes(streamFor('changes'), meeting),
        ...changesAtOnce(streamFor('changes at once'), meeting),
      ])
    : [];
  const isExtended = planned.some(({ what }) => what === 'extend');
  return {
    ...meeting,
    attendanceRule: options.changes && streamFor('rule').chance(0.4) ? 'everyone' : 'anyone',
    people: people(streamFor('people'), rates, durationMinutes * MINUTE + (isExtended ? OVERRUN : 0)),
    acts: rush ? [cancelAt(launch, streamFor('acts'))] : acts(streamFor('acts'), durationMinutes * MINUTE),
    changes: planned,
    hosts: hostTimings(streamFor('boots'), rush, options.boot, paceAt(seed, options.boot, meetTime)),
    faults,
  };
}

export const idFrom = (stream: Stream): string =>
  Array.from({ length: 16 }, () => LETTERS[stream.whole(0, LETTERS.length - 1)]).join('');

/** Most meetings have both participants, some have one, a few have none. */
function people(stream: Stream, rates: Rates, duration: Millis): Person[] {
  const roles = stream.weighted<readonly Person['role'][]>([
    [84, ['teacher', 'student']],
    [5, ['teacher']],
    [5, ['student']],
    [6, []],
  ]);
  return roles.map((role) => ({ role, visits: visits(stream, rates, duration) }));
}

function visits(stream: Stream, rates: Rates, duration: Millis): Visit[] {
  const arrival = stream.weighted<readonly [number, number]>([
    [70, [-4, 2]],
    [12, [-15, -4]],
    [12, [2, 14]],
    [4, [14, 20]],
    [2, [20, 80]],
  ]);
  const departure = duration + stream.between(-5, 8) * MINUTE;
  const interrupted: Visit[] = [];
  let from = stream.between(...arrival) * MINUTE;
  while (interrupted.length < 3 && stream.chance(0.15)) {
    const until = from + stream.exponential(12) * MINUTE;
    interrupted.push(visit(from, until, stream.chance(rates.vanish * 4) ? 'vanishes' : 'leaves'));
    from = until + stream.exponential(3) * MINUTE;
  }
  const ending = stream.chance(rates.vanish) ? 'vanishes' : stream.chance(rates.forget) ? 'forgets' : 'leaves';
  return [...interrupted, visit(from, Math.max(departure, from + MINUTE), ending)];
}

const visit = (from: Millis, until: Millis, ending: Visit['ending']): Visit => ({
  from: Math.round(from),
  until: Math.round(until),
  ending,
});

/** Requests of organiser and teacher: a few cancel, some end the meeting, a few do both or repeat the request. */
function acts(stream: Stream, duration: Millis): Act[] {
  const list: Act[] = [];
  if (stream.chance(0.05)) list.push({ what: 'cancel', at: Math.round(stream.between(-120, 40) * MINUTE) });
  if (stream.chance(0.15)) list.push({ what: 'end', at: Math.round(duration + stream.between(-20, 10) * MINUTE) });
  // Around the launch, when most calls are in flight.
  if (stream.chance(0.02)) list.push({ what: 'cancel', at: Math.round(stream.between(-10.5, -7.5) * MINUTE) });
  if (list[0] && stream.chance(0.2)) list.push({ ...list[0], at: list[0].at + stream.whole(0, 3000) });
  return list;
}

/** While the launch and its retries are in flight. */
const cancelAt = (launch: Millis, stream: Stream): Act => ({
  what: 'cancel',
  at: Math.round(launch + stream.between(0, 20) * SECOND),
});

/**
 * By how much hosts boot slower at a time, with varied boots: up to 30 % more or less over a week, and 60 % more on one day in ten.
 */
function paceAt(seed: number, boot: Boot, at: Millis): number {
  if (boot !== 'varied') return 1;
  const drift = 1 + 0.3 * Math.sin((2 * Math.PI * at) / WEEK);
  return streamOf(seed, Math.floor(at / DAY), 'pace').chance(0.1) ? drift * 1.6 : drift;
}
const WEEK: Millis = 7 * DAY;

function hostTimings(stream: Stream, rush: boolean, boot: Boot, pace: number): HostTimings {
  return {
    pendingFor: Math.round(stream.between(10, 25) * SECOND),
    healthyAfter: Math.round(
      pace * (boot === 'install' ? stream.between(5, 10) * MINUTE : (55 + stream.exponential(25)) * SECOND),
    ),
    secondChoice: boot === 'varied' ? 1.4 : 1,
    lookUpLag: Math.round(Math.min(stream.exponential(rush ? 30 : 5), 100) * SECOND),
    idLag: Math.round(stream.chance(rush ? 0.5 : 0.1) ? stream.between(0, 10) * SECOND : 0),
    namesInSync: Math.round(stream.between(15, 50) * SECOND),
    shutsDownFor: Math.round(Math.min(5 + stream.exponential(40), 180) * SECOND),
  };
}
