import { attended, attendanceRule, lastHeard as heardIn, silentFrom } from '../steps/domain/attendance.ts';
import { ROLES } from '../steps/domain/links.ts';
import { attendanceDeadline, graceOf } from '../steps/domain/timetable.ts';
import { promise, when } from './promise.ts';
import { downtime, listenedUntil, TOLERANCE } from './time.ts';
import { type HostTrace, SERVICES, type Trace } from './trace.ts';

export const oneOutcome = promise(
  'one-outcome',
  'Every accepted meeting ends with exactly one outcome.',
  ['row', 'verdicts', 'endings'],
  ({ row, verdicts, endings }) =>
    row?.accepted
      ? [
          ...when(row.status !== 'ENDED', `the meeting is still ${row.status}`),
          ...when(verdicts.length > 1, `${verdicts.length} verdicts`),
          ...when(endings.length > 1, `the meeting ended ${endings.length} times`),
          ...when(
            row.status === 'ENDED' && row.outcome !== verdicts[0]?.verdict.outcome,
            'the outcome differs from the verdict',
          ),
        ]
      : undefined,
);

type Outcome = Required<Pick<Trace, 'hardEnd' | 'verdicts' | 'people' | 'endRequests' | 'hosts' | 'disturbances'>> &
  Pick<Trace, 'row' | 'execution' | 'outages'>;

export const outcomeFits = promise(
  'outcome-fits',
  'The outcome matches what happened, and the row has every accepted end and presence.',
  ['hardEnd', 'row', 'verdicts', 'people', 'endRequests', 'hosts', 'execution', 'disturbances'],
  (trace) => (trace.row ? [...outcomeMismatches(trace), ...lostRequests(trace)] : undefined),
);

function outcomeMismatches(trace: Outcome): readonly string[] {
  const { row, hardEnd: end, people, disturbances } = trace;
  const verdict = row?.verdict;
  if (!row || !verdict || !row.accepted) return [];
  const lastHeard = Math.max(...people.map((person) => person.lastHeard ?? Number.NEGATIVE_INFINITY));
  const meetTime = Date.parse(row.meet_time);
  const surelyCame = people.some(({ lastHeardInside = 0 }) => lastHeardInside >= meetTime + TOLERANCE);
  const perhapsCame = lastHeard >= meetTime - TOLERANCE;
  const silent = silentFrom(row) ?? Number.NEGATIVE_INFINITY;
  const at = trace.verdicts[0]?.at ?? 0;
  // A presence can be in the row although its response was lost.
  const undisturbed =
    disturbances.calls === 0 && downtime(trace.outages, SERVICES, Date.parse(row.launch_at), at) === 0;
  const inRow = heardIn(row) ?? Number.NEGATIVE_INFINITY;
  const mayBeFrozen = silent > inRow;
  const heard = undisturbed ? lastHeard : Math.max(lastHeard, inRow);
  const grace = graceOf(row.timetable);
  const emptyFrom = listenedUntil((mayBeFrozen ? silent : heard) + grace, grace, trace.outages);
  const heardNothing = end - emptyFrom - downtime(trace.outages, ['api', 'dynamodb', 'ec2'], emptyFrom, end);
  switch (verdict.outcome) {
    case 'COMPLETED':
      // Teachers also end lessons that took place before their time.
      if (verdict.by === 'teacher') return when(silent === Number.NEGATIVE_INFINITY, 'COMPLETED, but no one ever came');
      return when(
        silent < meetTime || (!perhapsCame && !mayBeFrozen && undisturbed),
        'COMPLETED, but no one was present',
      );
    case 'NO_SHOW':
      return when(attended(row) || surelyCame || row.opened_at === undefined, 'NO_SHOW, but someone was present');
    case 'PARTIAL_NO_SHOW':
      return [
        ...when(attendanceRule(row) !== 'everyone', 'PARTIAL_NO_SHOW, but one person is enough'),
        ...when(!attended(row), 'PARTIAL_NO_SHOW, but nobody was present'),
        ...when(
          ROLES.every((role) => row.attendance[role] !== undefined),
          'PARTIAL_NO_SHOW, but both were present',
        ),
        ...when(at < attendanceDeadline(row) - TOLERANCE, 'PARTIAL_NO_SHOW before the end of the attendance window'),
      ];
    case 'CANCELLED':
      // A change or the end of its series also cancels a meeting: `series-complete` is about these.
      return when(trace.endRequests.length === 0 && row.series_id === undefined, 'CANCELLED without a request');
    case 'TIME_LIMIT':
      return when(
        at < end - TOLERANCE || heardNothing > 2 * TOLERANCE,
        'TIME_LIMIT before the hard end, or with an empty room',
      );
    case 'FAILED':
      return failureMismatches(trace);
  }
}

function failureMismatches({ row, execution, hosts, disturbances }: Outcome): readonly string[] {
  const reason = row?.verdict?.failure?.reason;
  const opened = row?.opened_at !== undefined;
  switch (reason) {
    case 'HOST_LOST':
      return when(!hosts.some(hasDied), 'HOST_LOST, but no host died');
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
      return when(!disturbances.any, 'FAILED without a fault');
  }
}

export const hasDied = ({ endedBy, stoppedAt }: HostTrace): boolean => endedBy === 'fault' || stoppedAt !== undefined;

/** Accepted requests that the row contradicts: another outcome than the response promised, or a presence that is missing. */
function lostRequests({ endRequests, row, people }: Outcome): readonly string[] {
  const outcome = row?.outcome ?? row?.verdict?.outcome;
  return [
    ...endRequests.flatMap((request) =>
      when(
        request.status === 202 && request.outcome !== outcome,
        `the response said ${request.outcome}, but the outcome is ${outcome}`,
      ),
    ),
    ...people.flatMap(({ role, lastHeardInside }) => {
      const kept = row?.attendance[role]?.last_seen_at;
      const missing =
        lastHeardInside !== undefined && (kept === undefined || Date.parse(kept) < lastHeardInside - TOLERANCE);
      return when(missing, `an accepted presence of the ${role} is not in the row`);
    }),
  ];
}

export const executionEnds = promise('execution-ends', 'Every execution ends.', ['execution'], ({ execution }) =>
  execution ? when(execution.status === 'RUNNING', `the execution is in state "${execution.state}"`) : undefined,
);

export const nothingLeft = promise(
  'nothing-left',
  'Half an hour after its hard end, an ENDED meeting has no DNS name and no wake-up.',
  ['row', 'left'],
  ({ row, left }) => [
    ...when(row?.status === 'ENDED' && left.name, 'its DNS name still exists'),
    ...when(left.wakeUps > 0, `${left.wakeUps} wake-ups are armed`),
  ],
);

export const refusedLeavesNothing = promise(
  'refused-leaves-nothing',
  'A refused request leaves nothing. An interrupted request leaves a complete meeting or nothing.',
  ['scheduleStatuses', 'row', 'hosts', 'execution'],
  ({ scheduleStatuses: statuses, row, hosts, execution }) => {
    const refused = statuses.some((status) => status >= 400 && status < 500);
    if (refused) return when(row !== null, `refused with ${statuses.join(', ')}, but a row exists`);
    if (row?.accepted) return [];
    return [
      ...when(statuses.includes(200), 'status 200, but the meeting was not accepted'),
      ...when(hosts.length > 0, 'a host was launched for a meeting that was not accepted'),
      ...when(row !== null && row.status !== 'ENDED', 'a leftover row exists'),
      ...when(execution?.status === 'RUNNING', 'an execution still runs'),
    ];
  },
);
