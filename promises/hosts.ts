import { fromIso, type Millis, SECOND } from '../steps/domain/instants.ts';
import { allHosts, type Meeting } from '../steps/domain/meeting.ts';
import { attendanceDeadline, graceOf, hardEnd } from '../steps/domain/timetable.ts';
import { graceEnd } from '../steps/domain/attendance.ts';
import { promise, when } from './promise.ts';
import { downtime, listenedUntil, minutes, SLACK, TOLERANCE } from './time.ts';
import type { HostTrace, Outage, Span, Trace } from './trace.ts';

/**
 * The time until which a host may be needed: the latest of the attendance deadline, the end of the grace after the last
 * presence, and the host's own time to become ready, but not after the hard end. Window and grace count only while
 * presence could be reported without a gap.
 */
export function deadlineOf(row: Meeting, host: HostTrace, outages: readonly Outage[] = []): Millis {
  const { attendanceWindow, hostReadyWithin } = row.timetable;
  const needed = Math.max(
    listenedUntil(attendanceDeadline(row), attendanceWindow * SECOND, outages),
    listenedUntil(graceEnd(row) ?? Number.NEGATIVE_INFINITY, graceOf(row.timetable), outages),
    host.launchedAt + hostReadyWithin * SECOND,
  );
  return Math.min(hardEnd(row), needed);
}

/**
 * How long a host ran past its deadline; Infinity while it runs. Time in which EC2, the table or the API did not respond
 * after the deadline does not count: the end of a host needs EC2 and the row, and silence counts only while the API listens.
 */
export function overrun({ row, outages }: Pick<Trace, 'row' | 'outages'>, host: HostTrace): Millis {
  const end = host.endedAt ?? Number.POSITIVE_INFINITY;
  const deadline = row ? deadlineOf(row, host, outages) : host.launchedAt;
  return end - deadline - downtime(outages, ['ec2', 'dynamodb', 'api'], deadline, end);
}

const noHostOfMeetingOutlives = promise(
  'no-host-outlives',
  'No host, of a meeting or of the build of an image, runs more than ten minutes past its deadline.',
  ['row', 'hosts'],
  (trace) => trace.hosts.flatMap((host) => outlived(host, overrun(trace, host))),
);

const noHostOfBuildOutlives = promise(
  noHostOfMeetingOutlives.name,
  noHostOfMeetingOutlives.description,
  ['build'],
  ({ build, outages }) =>
    build.hosts.flatMap((host) => {
      const { deadline, runsUntil } = host;
      return outlived(host, runsUntil - deadline - downtime(outages, ['ec2', 'dynamodb'], deadline, runsUntil));
    }),
);

const outlived = ({ instanceId }: Pick<HostTrace, 'instanceId'>, late: Millis): readonly string[] =>
  when(late > SLACK, `${instanceId} ran ${minutes(late)} past its deadline`);

export const noHostOutlives: typeof noHostOfMeetingOutlives = {
  ...noHostOfMeetingOutlives,
  check: (trace) => (trace.build ? noHostOfBuildOutlives : noHostOfMeetingOutlives).check(trace),
};

export const timerEndsHost = promise(
  'timer-ends-host',
  'No host whose timer is set runs more than ten minutes past the latest end of its meeting, to which it can be extended.',
  ['latestEnd', 'hosts', 'timersSet'],
  ({ hosts, timersSet, latestEnd: end }) => {
    const timed = hosts.filter(({ instanceId, stoppedAt }) => stoppedAt === undefined && timersSet.has(instanceId));
    if (timed.length === 0) return undefined;
    return timed.flatMap(({ instanceId, endedAt }) => {
      const late = (endedAt ?? Number.POSITIVE_INFINITY) - end;
      return when(late > SLACK, `${instanceId} ran ${minutes(late)} past the latest end`);
    });
  },
);

export const oneHost = promise(
  'one-host',
  'A meeting never has two hosts for one role, except while a replaced host ends.',
  ['row', 'hosts'],
  ({ row, hosts }) =>
    hosts.flatMap((host) => {
      const twins = hosts.filter(
        (other) =>
          other !== host &&
          other.role === host.role &&
          isBefore(other, host) &&
          (other.endedAt ?? Number.POSITIVE_INFINITY) > host.launchedAt &&
          !isReplacedAt(row, other, host.launchedAt),
      );
      const { attempt, role } = host;
      return when(
        twins.length > 0,
        `attempt ${attempt} for the ${role} was launched while ${twins.length} other host(s) ran`,
      );
    }),
);

/** In the order of launches; hosts of one instant in the order of their ids. */
const isBefore = (a: HostTrace, b: HostTrace): boolean =>
  a.launchedAt < b.launchedAt || (a.launchedAt === b.launchedAt && a.instanceId < b.instanceId);

/** Whether the row gave the host up by then. The clock of the step can differ. */
const isReplacedAt = (row: Meeting | null, { instanceId }: HostTrace, at: Millis): boolean =>
  row !== null &&
  allHosts(row).some(
    ({ instance_id, given_up_at }) =>
      instance_id === instanceId && given_up_at !== undefined && fromIso(given_up_at) <= at + TOLERANCE,
  );

export const endedMeansGone = promise(
  'ended-means-gone',
  'A meeting is ENDED only after its hosts are gone, and no host is launched afterwards.',
  ['endings', 'hosts'],
  ({ endings, hosts, row }) => {
    const endedAt = row === null ? Number.NEGATIVE_INFINITY : (endings[0]?.at ?? Number.POSITIVE_INFINITY);
    return [
      ...endings.flatMap(({ running }) => when(running > 0, `ENDED while ${running} hosts ran`)),
      ...hosts.flatMap(({ attempt, launchedAt }) =>
        when(launchedAt > endedAt, `attempt ${attempt} was launched after the end`),
      ),
    ];
  },
);

export const noSoundHostKilled = promise(
  'no-sound-host-killed-by-blindness',
  'No sound host is given up or ended because EC2 or the host could not be asked.',
  ['row', 'hosts', 'sound', 'outages', 'execution'],
  ({ row, hosts, sound, outages, execution }) => {
    if (!row || hosts.length === 0) return undefined;
    return hosts.flatMap((host) => {
      const { instanceId } = host;
      const span = sound.get(instanceId);
      const due = host.launchedAt + row.timetable.hostReadyWithin * SECOND;
      if (span === undefined || span.from > due) return [];
      const record = allHosts(row).find(({ instance_id }) => instance_id === instanceId);
      const givenUpAt = record?.given_up_at === undefined ? undefined : fromIso(record.given_up_at);
      const { failure, by, at } = row.verdict ?? { at: row.created_at };
      const lost = failure?.reason === 'HOST_LOST' && failure.detail.includes(instanceId);
      const current = row.hosts[host.role]?.instance_id === instanceId;
      const blind = downtime(outages, ['ec2', 'dynamodb'], host.launchedAt, fromIso(at)) > 0;
      // An execution that somebody aborted does not open the room, with or without an outage.
      const tooLate = failure?.reason === 'HEALTH' && by === 'net' && blind && execution?.status !== 'ABORTED';
      return [
        ...when(
          givenUpAt !== undefined && isSoundAt(span, givenUpAt) && wasGivenTime(span, givenUpAt, due),
          `${instanceId} was given up while it was sound`,
        ),
        ...when(current && tooLate && isSoundAt(span, fromIso(at)), `${instanceId} was sound when a net ended it`),
        ...when(lost && isSoundAt(span, fromIso(at)), `${instanceId} counts as lost, but was sound`),
      ];
    });
  },
);

/** A host that is sound soon after counts as sound: it was given up too early. */
const isSoundAt = ({ until }: Span, at: Millis): boolean => until > at + TOLERANCE;

/**
 * False for a host that became sound in its last minute: the step that gave it up reads another clock, on which that minute
 * was over.
 */
const wasGivenTime = ({ from }: Span, givenUpAt: Millis, due: Millis): boolean =>
  from <= givenUpAt - TOLERANCE || givenUpAt < due - TOLERANCE;

export const capHolds = promise(
  'cap-holds',
  'Never more hosts are in flight than `maxInFlight` allows.',
  ['hosts'],
  ({ hosts }) => {
    const launches = hosts.filter(({ inFlight }) => inFlight !== undefined);
    if (launches.length === 0) return undefined;
    return launches.flatMap(({ instanceId, inFlight }) =>
      when(
        inFlight!.count > inFlight!.limit,
        `${instanceId} was host ${inFlight!.count} of at most ${inFlight!.limit}`,
      ),
    );
  },
);
