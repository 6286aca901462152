import { type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import { attendanceDeadline, hardEnd } from '../steps/domain/timetable.ts';
import { attended, graceEnd } from '../steps/domain/verdicts.ts';
import type { Level } from './plan/faults.ts';
import type { Machine } from './world/model/ec2.ts';
import type { NetName } from './world/nets.ts';
import { type Observation, TOLERANCE } from './observation.ts';

/** A host can run this long past its deadline. */
export const SLACK: Millis = 10 * MINUTE;

/** Conditions of a run that decide which invariants are promised. */
export interface Conditions {
  readonly level: Level;
  readonly withoutNets: ReadonlySet<NetName>;
}

export interface Invariant {
  readonly name: string;
  readonly description: string;
  /** Whether a breach is a violation under these conditions. Other breaches are only reported. */
  promised(conditions: Conditions): boolean;
  /** A short text for each breach; empty when the invariant holds. */
  breaches(observed: Observation): readonly string[];
}

const always = (): boolean => true;
/** For invariants that depend on the safety nets. */
const withNets = ({ level, withoutNets }: Conditions): boolean => level !== 'harsh' && withoutNets.size <= 1;

/**
 * The time until which a host may be needed: the latest of the attendance deadline, the end of the grace after the last
 * presence, and the host's own time to become ready, but not after the hard end.
 */
export function deadlineOf({ row }: Observation, { host }: Machine): Millis | undefined {
  if (!row) return undefined;
  const needed = Math.max(
    attendanceDeadline(row),
    graceEnd(row) ?? Number.NEGATIVE_INFINITY,
    host.launchedAt + row.timetable.hostReadyWithin * SECOND,
  );
  return Math.min(hardEnd(row), needed);
}

/** How long a host ran past its deadline; Infinity while it runs. */
export const overrun = (observed: Observation, machine: Machine): Millis =>
  (machine.endedAt ?? Number.POSITIVE_INFINITY) - (deadlineOf(observed, machine) ?? 0);

const minutes = (span: Millis): string => `${(span / MINUTE).toFixed(1)} minutes`;
const when = (broken: boolean, what: string): readonly string[] => (broken ? [what] : []);

export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'no-host-outlives',
    description: 'No host runs more than ten minutes past its deadline.',
    promised: withNets,
    breaches: (observed) =>
      observed.machines.flatMap((machine) => {
        const late = overrun(observed, machine);
        return when(late > SLACK, `${machine.host.instanceId} ran ${minutes(late)} past its deadline`);
      }),
  },
  {
    name: 'timer-ends-host',
    description: 'No host whose timer is set runs more than ten minutes past the hard end.',
    promised: always,
    breaches: ({ machines, hardEnd: end }) =>
      machines.flatMap(({ host, behaviour, stoppedAt, endedAt }) => {
        if (!behaviour.timerSet || stoppedAt !== undefined) return [];
        const late = (endedAt ?? Number.POSITIVE_INFINITY) - end;
        return when(late > SLACK, `${host.instanceId} ran ${minutes(late)} past the hard end`);
      }),
  },
  {
    name: 'one-host',
    description: 'A meeting never has two hosts for one role, except while a replaced host ends.',
    promised: always,
    breaches: ({ launches }) =>
      launches.flatMap(({ role, attempt, twins }) =>
        when(twins > 0, `attempt ${attempt} for the ${role} was launched while ${twins} other host(s) ran`),
      ),
  },
  {
    name: 'one-outcome',
    description: 'Every accepted meeting ends with exactly one outcome.',
    promised: withNets,
    breaches: ({ accepted, row, endings, verdicts }) =>
      !accepted
        ? []
        : [
            ...when(row?.status !== 'ENDED', `the meeting is still ${row?.status}`),
            ...when(verdicts.length > 1, `${verdicts.length} verdicts`),
            ...when(endings.length > 1, `the meeting ended ${endings.length} times`),
            ...when(
              row?.status === 'ENDED' && row.outcome !== verdicts[0]?.verdict.outcome,
              'the outcome differs from the verdict',
            ),
          ],
  },
  {
    name: 'outcome-fits',
    description: 'The outcome matches what happened, and the row has every accepted end and presence.',
    promised: always,
    breaches: (observed) => [...outcomeMismatches(observed), ...lostRequests(observed)],
  },
  {
    name: 'ended-means-gone',
    description: 'A meeting is ENDED only after its hosts are gone, and no host is launched afterwards.',
    promised: always,
    breaches: ({ endings, launches }) => [
      ...endings.flatMap(({ running }) => when(running > 0, `ENDED while ${running} hosts ran`)),
      ...launches.flatMap(({ attempt, afterEnd }) => when(afterEnd, `attempt ${attempt} was launched after the end`)),
    ],
  },
  {
    name: 'nobody-cut-off',
    description:
      'No meeting ends before its hard end while someone is present, unless an organiser or teacher ends it or a host dies.',
    promised: always,
    breaches: (observed) => [
      ...observed.cutOff.map((role) => `the host was ended while the ${role} was present`),
      ...observed.verdicts.flatMap(({ verdict, at, present }) => {
        const asked = verdict.by === 'teacher' || verdict.by === 'organiser';
        const dead = verdict.failure?.reason === 'HOST_LOST' && hostDied(observed);
        const over = at >= observed.hardEnd - TOLERANCE;
        return asked || dead || over ? [] : present.map((role) => `${verdict.outcome} while the ${role} was present`);
      }),
    ],
  },
  {
    name: 'refused-leaves-nothing',
    description: 'A refused request leaves nothing. An interrupted request leaves a complete meeting or nothing.',
    promised: withNets,
    breaches: leftByRequest,
  },
  {
    name: 'execution-ends',
    description: 'Every execution ends.',
    promised: withNets,
    breaches: ({ execution }) =>
      when(execution?.status === 'RUNNING', `the execution is in state "${execution?.currentState}"`),
  },
  {
    name: 'nothing-left',
    description: 'Half an hour after its hard end, an ENDED meeting has no DNS name and no wake-up.',
    promised: withNets,
    breaches: ({ row, nameLeft, wakeUpsLeft }) => [
      ...when(row?.status === 'ENDED' && nameLeft, 'its DNS name still exists'),
      ...when(wakeUpsLeft > 0, `${wakeUpsLeft} wake-ups are armed`),
    ],
  },
];

const hostDied = ({ machines }: Observation): boolean =>
  machines.some(({ endedBy, stoppedAt }) => endedBy === 'fault' || stoppedAt !== undefined);

function outcomeMismatches(observed: Observation): readonly string[] {
  const { row, hardEnd: end } = observed;
  const verdict = row?.verdict;
  if (!row || !verdict || !row.accepted) return [];
  const lastHeard = Math.max(...observed.participants.map((person) => person.lastHeard ?? Number.NEGATIVE_INFINITY));
  const surelyCame = lastHeard >= observed.scenario.meetTime + TOLERANCE;
  const perhapsCame = lastHeard >= observed.scenario.meetTime - TOLERANCE;
  const at = observed.verdicts[0]?.at ?? 0;
  switch (verdict.outcome) {
    case 'COMPLETED':
      return when(!attended(row) || (!perhapsCame && observed.fired.length === 0), 'COMPLETED, but no one was present');
    case 'NO_SHOW':
      return when(attended(row) || surelyCame || row.opened_at === undefined, 'NO_SHOW, but someone was present');
    case 'CANCELLED':
      return when(observed.endRequests.length === 0, 'CANCELLED without a request');
    case 'TIME_LIMIT':
      return when(
        at < end - TOLERANCE || lastHeard < at - row.timetable.emptyGrace * SECOND - 2 * TOLERANCE,
        'TIME_LIMIT before the hard end, or with an empty room',
      );
    case 'FAILED':
      return failureMismatches(observed);
  }
}

function failureMismatches(observed: Observation): readonly string[] {
  const { row, execution } = observed;
  const reason = row?.verdict?.failure?.reason;
  const opened = row?.opened_at !== undefined;
  switch (reason) {
    case 'HOST_LOST':
      return when(!hostDied(observed), 'HOST_LOST, but no host died');
    case 'ABORTED':
      return when(
        opened || execution?.status === 'RUNNING' || execution?.status === 'SUCCEEDED',
        'ABORTED, but the execution was not aborted or the room was open',
      );
    case 'LAUNCH':
    case 'HEALTH':
    case 'NOT_ACCEPTED':
      return when(opened, `${reason}, but the room was open`);
    case 'INTERNAL':
    case undefined:
      return when(!observed.disturbed, 'FAILED without a fault');
  }
}

/** Accepted requests that the row contradicts: another outcome than the response promised, or a presence that is missing. */
function lostRequests({ endRequests, row, participants }: Observation): readonly string[] {
  const outcome = row?.outcome ?? row?.verdict?.outcome;
  return [
    ...endRequests.flatMap((request) =>
      when(
        request.status === 202 && request.outcome !== outcome,
        `the response said ${request.outcome}, but the outcome is ${outcome}`,
      ),
    ),
    ...participants.flatMap(({ role, lastHeard }) => {
      const kept = row?.attendance[role]?.last_seen_at;
      const missing = lastHeard !== undefined && (kept === undefined || Date.parse(kept) < lastHeard - TOLERANCE);
      return when(missing, `an accepted presence of the ${role} is not in the row`);
    }),
  ];
}

function leftByRequest(observed: Observation): readonly string[] {
  const { scheduleStatuses: statuses, accepted, row, machines, execution } = observed;
  const refused = statuses.some((status) => status >= 400 && status < 500);
  if (refused) return when(row !== undefined, `refused with ${statuses.join(', ')}, but a row exists`);
  if (accepted) return [];
  return [
    ...when(statuses.includes(200), 'status 200, but the meeting was not accepted'),
    ...when(machines.length > 0, 'a host was launched for a meeting that was not accepted'),
    ...when(row !== undefined && row.status !== 'ENDED', 'a leftover row exists'),
    ...when(execution?.status === 'RUNNING', 'an execution still runs'),
  ];
}
