import { type Millis, SECOND } from '../steps/domain/instants.ts';
import { attendanceDeadline, hardEnd } from '../steps/domain/timetable.ts';
import { attended, graceEnd } from '../steps/domain/verdicts.ts';
import { type Case, TOLERANCE } from './case.ts';
import type { Level } from './faults.ts';
import type { Machine } from './model/ec2.ts';
import type { NetName } from './nets.ts';

/** No host is later than this after its deadline. */
export const SLACK: Millis = 600 * SECOND;

/** Under what a run goes on: what is promised depends on it. */
export interface Conditions {
  readonly level: Level;
  readonly withoutNets: ReadonlySet<NetName>;
}

export interface Invariant {
  readonly name: string;
  readonly sentence: string;
  /** Whether it must hold under these conditions; else its breaches are told, and are no violations. */
  promised(conditions: Conditions): boolean;
  /** What is wrong, each in a few words; empty when it holds. */
  breaches(observed: Case): readonly string[];
}

const always = (): boolean => true;
/** Something happens in the end: needs nets to make it happen. */
const withNets = ({ level, withoutNets }: Conditions): boolean => level !== 'harsh' && withoutNets.size <= 1;

/**
 * Until when a host may be needed: the earlier of the hard end and the attendance deadline if
 * nobody came, else the last sign of life and the grace, which counts only after the attendance
 * deadline. That deadline counts from the opening; a room that never opened has its host's own time.
 */
export function deadlineOf({ row }: Case, { host }: Machine): Millis | undefined {
  if (!row) return undefined;
  const needed = Math.max(
    attendanceDeadline(row),
    graceEnd(row) ?? Number.NEGATIVE_INFINITY,
    host.launchedAt + row.timetable.hostReadyWithin * SECOND,
  );
  return Math.min(hardEnd(row), needed);
}

const minutes = (span: Millis): string => `${(span / 60 / SECOND).toFixed(1)} minutes`;
const when = (wrong: boolean, what: string): readonly string[] => (wrong ? [what] : []);

export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'no-host-outlives',
    sentence: 'No host is there later than its deadline and ten minutes.',
    promised: withNets,
    breaches: (observed) =>
      observed.machines.flatMap((machine) => {
        const late = (machine.endedAt ?? Number.POSITIVE_INFINITY) - (deadlineOf(observed, machine) ?? 0);
        return when(late > SLACK, `${machine.host.instanceId} outlived its deadline by ${minutes(late)}`);
      }),
  },
  {
    name: 'timer-ends-host',
    sentence: 'No host whose timer was set runs later than the hard end and ten minutes.',
    promised: always,
    breaches: ({ machines, hardEnd: end }) =>
      machines.flatMap(({ host, fate, stoppedAt, endedAt }) => {
        if (!fate.timerSet || stoppedAt !== undefined) return [];
        const late = (endedAt ?? Number.POSITIVE_INFINITY) - end;
        return when(late > SLACK, `${host.instanceId} ran until ${minutes(late)} after the hard end`);
      }),
  },
  {
    name: 'one-host',
    sentence: 'There are never two hosts for a meeting and role, beyond a replaced one on its way out.',
    promised: always,
    breaches: ({ launches }) =>
      launches.flatMap(({ role, attempt, twins }) =>
        when(twins > 0, `attempt ${attempt} for the ${role} was launched beside ${twins} other`),
      ),
  },
  {
    name: 'one-outcome',
    sentence: 'Every accepted meeting ends, with exactly one outcome.',
    promised: withNets,
    breaches: ({ accepted, row, endings, verdicts }) =>
      !accepted
        ? []
        : [
            ...when(row?.status !== 'ENDED', `still ${row?.status}`),
            ...when(verdicts.length > 1, `${verdicts.length} verdicts`),
            ...when(endings.length > 1, `ended ${endings.length} times`),
            ...when(row?.status === 'ENDED' && row.outcome !== verdicts[0]?.verdict.outcome, 'not as its verdict says'),
          ],
  },
  {
    name: 'outcome-fits',
    sentence: 'An outcome fits what happened.',
    promised: always,
    breaches: (observed) => [...misfits(observed), ...brokenWords(observed)],
  },
  {
    name: 'ended-means-gone',
    sentence: 'A meeting is ENDED only after its hosts are gone, and none is launched after.',
    promised: always,
    breaches: ({ endings, launches }) => [
      ...endings.flatMap(({ running }) => when(running > 0, `ENDED with ${running} hosts running`)),
      ...launches.flatMap(({ attempt, afterEnd }) => when(afterEnd, `attempt ${attempt} was launched after the end`)),
    ],
  },
  {
    name: 'nobody-cut-off',
    sentence: 'Nobody who is present is cut off before the hard end, but by an organiser, a teacher or a dead host.',
    promised: always,
    breaches: (observed) => [
      ...observed.cutOff.map((who) => `the host was ended under the ${who}`),
      ...observed.verdicts.flatMap(({ verdict, at, present }) => {
        const asked = verdict.by === 'teacher' || verdict.by === 'organiser';
        const dead = verdict.failure?.reason === 'HOST_LOST' && hostDied(observed);
        const over = at >= observed.hardEnd - TOLERANCE;
        return asked || dead || over ? [] : present.map((who) => `${verdict.outcome} with the ${who} in the room`);
      }),
    ],
  },
  {
    name: 'refused-leaves-nothing',
    sentence: 'A refused request leaves nothing, and one that was cut off leaves a whole meeting or nothing.',
    promised: withNets,
    breaches: leftByRefusal,
  },
  {
    name: 'execution-ends',
    sentence: 'Every execution ends.',
    promised: withNets,
    breaches: ({ execution }) =>
      when(execution?.status === 'RUNNING', `the execution is in "${execution?.currentState}"`),
  },
  {
    name: 'nothing-left',
    sentence: 'Of a meeting that is ENDED no name is left, and half an hour after its hard end no wake-up.',
    promised: withNets,
    breaches: ({ row, nameLeft, wakeUpsLeft }) => [
      ...when(row?.status === 'ENDED' && nameLeft, 'its name is still there'),
      ...when(wakeUpsLeft > 0, `${wakeUpsLeft} wake-ups are armed`),
    ],
  },
];

const hostDied = ({ machines }: Case): boolean =>
  machines.some(({ endedBy, stoppedAt }) => endedBy === 'fault' || stoppedAt !== undefined);

function misfits(observed: Case): readonly string[] {
  const { row, hardEnd: end } = observed;
  const verdict = row?.verdict;
  if (!row || !verdict || !row.accepted) return [];
  const heard = Math.max(...observed.guests.map((guest) => guest.heard ?? Number.NEGATIVE_INFINITY));
  const came = heard >= observed.scenario.meetTime + TOLERANCE;
  const cameAtAll = heard >= observed.scenario.meetTime - TOLERANCE;
  const at = observed.verdicts[0]?.at ?? 0;
  switch (verdict.outcome) {
    case 'COMPLETED':
      return when(!attended(row) || (!cameAtAll && observed.fired.length === 0), 'COMPLETED, and nobody was there');
    case 'NO_SHOW':
      return when(attended(row) || came || row.opened_at === undefined, 'NO_SHOW, and somebody was there');
    case 'CANCELLED':
      return when(observed.asked.length === 0, 'CANCELLED, and nobody asked for it');
    case 'TIME_LIMIT':
      return when(
        at < end - TOLERANCE || heard < at - row.timetable.emptyGrace * SECOND - 2 * TOLERANCE,
        'TIME_LIMIT without people at the hard end',
      );
    case 'FAILED':
      return failureMisfits(observed);
  }
}

function failureMisfits(observed: Case): readonly string[] {
  const { row, execution } = observed;
  const reason = row?.verdict?.failure?.reason;
  const opened = row?.opened_at !== undefined;
  switch (reason) {
    case 'HOST_LOST':
      return when(!hostDied(observed), 'HOST_LOST, and no host died');
    case 'ABORTED':
      return when(
        opened || execution?.status === 'RUNNING' || execution?.status === 'SUCCEEDED',
        'ABORTED, and was not',
      );
    case 'LAUNCH':
    case 'HEALTH':
    case 'NOT_ACCEPTED':
      return when(opened, `${reason}, and the room was open`);
    case 'INTERNAL':
    case undefined:
      return when(!observed.disturbed, 'FAILED, and nothing was wrong');
  }
}

/** An end that was promised is an end; a sign of life that was taken is in the row. */
function brokenWords({ asked, row, guests }: Case): readonly string[] {
  const outcome = row?.outcome ?? row?.verdict?.outcome;
  return [
    ...asked.flatMap((act) =>
      when(act.status === 202 && act.outcome !== outcome, `was told ${act.outcome}, and is ${outcome}`),
    ),
    ...guests.flatMap(({ role, heard }) => {
      const kept = row?.attendance[role]?.last_seen_at;
      const missing = heard !== undefined && (kept === undefined || Date.parse(kept) < heard - TOLERANCE);
      return when(missing, `a sign of life of the ${role} is not in the row`);
    }),
  ];
}

function leftByRefusal(observed: Case): readonly string[] {
  const { scheduleAnswers: answers, accepted, row, machines, execution } = observed;
  const refused = answers.some((status) => status >= 400 && status < 500);
  if (refused) return when(row !== undefined, `refused with ${answers.join(', ')}, and there is a row`);
  if (accepted) return [];
  return [
    ...when(answers.includes(200), 'said yes, and there is no meeting'),
    ...when(machines.length > 0, 'a host was launched for a meeting that nobody accepted'),
    ...when(row !== undefined && row.status !== 'ENDED', 'an unaccepted row is left'),
    ...when(execution?.status === 'RUNNING', 'an execution is left'),
  ];
}
