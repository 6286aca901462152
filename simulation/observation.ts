import type { ExecutionView } from '../local/states-language/index.ts';
import type { LaunchedImageTrace } from '../promises/build-trace.ts';
import { FIELDS } from '../promises/changes.ts';
import { TOLERANCE } from '../promises/time.ts';
import type { Action } from '../steps/domain/actions.ts';
import type { ToldTrace } from '../promises/told-trace.ts';
import type {
  ChangedFields,
  ChangeTrace,
  Cut,
  Ending,
  EndRequest,
  HostTrace,
  Occupancy,
  Outage,
  PlanTrace,
  PlanWrite,
  Trace,
  WrittenVerdict,
} from '../promises/trace.ts';
import { fromIso, type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Role } from '../steps/domain/links.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { planOf } from '../steps/domain/revisions.ts';
import { attendanceDeadline, DEFAULT_TIMETABLE, hardEnd, hardEndOf, latestEnd } from '../steps/domain/timetable.ts';
import type { ExecutionInput } from '../steps/ports.ts';
import { executionName } from '../steps/domain/ids.ts';
import type { World } from './world/world.ts';
import type { FaultyCalls } from './world/faulty-calls.ts';
import type { Machine } from './world/model/ec2.ts';
import type { Participant } from './world/participant.ts';
import type { CallFault, Scenario } from './plan/scenario.ts';
import { ArrivedMails } from './arrived-mails.ts';
import { ToldEvents } from './told-events.ts';

/** What the simulation records about one meeting. The trace for the promises follows from it. */
export class Observation {
  readonly scenario: Scenario;
  readonly calls: FaultyCalls;
  participants: readonly Participant[] = [];
  readonly scheduleStatuses: number[] = [];
  /** Time of the first response with status 200. */
  acceptedAt: Millis | undefined;
  readonly endRequests: EndRequest[] = [];
  /** The row after the last write. */
  row: Meeting | undefined;
  readonly verdicts: WrittenVerdict[] = [];
  readonly plans: PlanTrace[] = [];
  readonly launches: { readonly revision: number; readonly launchable: number }[] = [];
  /** By client token. */
  readonly launchedImages = new Map<string, LaunchedImageTrace>();
  readonly changes: ChangeTrace[] = [];
  readonly planWrites: PlanWrite[] = [];
  /** The ETag of the meeting that the organiser saw last. */
  etag: string | undefined;
  /** Names of executions that an operator aborted. */
  readonly aborted = new Set<string>();
  readonly told = new ToldEvents();
  readonly arrived = new ArrivedMails();
  readonly endings: Ending[] = [];
  readonly cuts: Cut[] = [];
  /** Call faults that occurred. */
  readonly fired: CallFault[] = [];
  readonly defects: string[] = [];
  /** All machines of the meeting, in the order of their launches. */
  machines: readonly Machine[] = [];
  /** Set, like the following fields, half an hour after the hard end. */
  execution: ExecutionView | undefined;
  left = { wakeUps: 0, name: false };
  outages: readonly Outage[] = [];

  constructor(scenario: Scenario, calls: FaultyCalls) {
    this.scenario = scenario;
    this.calls = calls;
  }

  get meetTime(): Millis {
    return this.row ? fromIso(this.row.meet_time) : this.scenario.meetTime;
  }

  get hardEnd(): Millis {
    if (this.row) return hardEnd(this.row);
    return hardEndOf(this.scenario.meetTime, this.scenario.durationMinutes, DEFAULT_TIMETABLE);
  }

  /** When the timers of its hosts end them. */
  get latestEnd(): Millis {
    return this.row ? latestEnd(this.row) : this.hardEnd;
  }

  onWrite(after: Meeting, before: Meeting | undefined, now: Millis, running: () => number): void {
    this.row = after;
    this.told.onWrite(after, before);
    this.arrived.onWrite(after, before);
    if (before) this.#notePlan(after, before, now);
    if (before && after.meet_time !== before.meet_time) for (const person of this.participants) person.onMoved();
    if (after.verdict && after.verdict !== before?.verdict)
      this.verdicts.push({ verdict: after.verdict, at: now, ...this.#occupancy(now) });
    if (after.status === 'ENDED' && (before?.status !== 'ENDED' || before.outcome !== after.outcome))
      this.endings.push({ at: now, outcome: after.outcome, running: running() });
  }

  /** A late start changes the meeting time, and not the plan. */
  #notePlan(after: Meeting, before: Meeting, at: Millis): void {
    const isLate = after.late_minutes !== before.late_minutes;
    const changed = FIELDS.filter((field) => after[field] !== before[field] && !(isLate && field === 'meet_time'));
    const fields: ChangedFields = Object.fromEntries(changed.map((field) => [field, after[field]]));
    const plans = { before: planOf(before), after: planOf(after) };
    if (changed.length > 0 || plans.before !== plans.after) this.planWrites.push({ at, ...plans, fields });
  }

  onHostChange({ endedBy, endedAt, host }: Machine, now: Millis): void {
    if (endedAt === undefined || endedBy === 'fault' || this.row?.verdict) return;
    if (this.row?.hosts[host.role]?.instance_id !== host.instanceId || now >= this.hardEnd - TOLERANCE) return;
    this.cuts.push({ at: now, ...this.#occupancy(now) });
  }

  #occupancy(now: Millis): Occupancy {
    const within = (this.row?.timetable.emptyGrace ?? 0) * SECOND - TOLERANCE;
    return {
      heard: this.participants.filter((person) => person.isHeard(now, within)).map(({ role }) => role),
      inside: this.participants.flatMap(({ role, insideSince }): { role: Role; since: Millis }[] =>
        insideSince === undefined ? [] : [{ role, since: insideSince }],
      ),
    };
  }
}

/** What could launch now; undefined when the row is not accepted, has been launched or has ended. */
export function planTrace(world: World, row: Meeting): PlanTrace | undefined {
  const { id, revision, status, accepted, verdict, timetable } = row;
  const [launchAt, at] = [fromIso(row.launch_at), world.now];
  if (status !== 'SCHEDULED' || !accepted || verdict || at >= launchAt) return undefined;
  const execution = world.execution(executionName(id, revision));
  const input = execution?.input as ExecutionInput | undefined;
  const margin = timetable.netMargin * SECOND;
  return {
    at,
    revision,
    launchAt,
    // An execution that has learned its lead waits for the launch time of the row.
    launchesAt:
      execution?.status === 'RUNNING' && input
        ? fromIso(row.launch_lead === undefined ? input.launchAt : row.launch_at)
        : undefined,
    wakeUps: world.wakeUps.armedAt(id, revision),
    due: [attendanceDeadline(row, launchAt) + margin, hardEnd(row) + margin],
  };
}

/** What the run knows besides the observation of one meeting. */
export interface Surroundings {
  /** Undefined while deliveries are not over. */
  readonly told: ToldTrace | undefined;
  /** Undefined like `told`. */
  readonly recorded: readonly Action[] | undefined;
  readonly hostsCount: boolean;
  readonly alarms: readonly string[];
  readonly defects: readonly string[];
}

export function traceOf(observed: Observation, surroundings: Surroundings): Trace {
  const { scenario, machines, execution, fired, row, outages } = observed;
  const { told, recorded, hostsCount, alarms, defects } = surroundings;
  const sound = machines.flatMap((machine): [string, { from: Millis; until: Millis }][] => {
    const { launchedAt, instanceId } = machine.host;
    const { healthyAfter, diesAfter, stopsAfter, unhealthyAfter, isolatedAfter } = machine.behaviour;
    const until = launchedAt + Math.min(diesAfter, stopsAfter, unhealthyAfter, isolatedAfter);
    return healthyAfter < Number.POSITIVE_INFINITY ? [[instanceId, { from: launchedAt + healthyAfter, until }]] : [];
  });
  return {
    hardEnd: observed.hardEnd,
    latestEnd: observed.latestEnd,
    row: row ?? null,
    scheduleStatuses: observed.scheduleStatuses,
    endRequests: observed.endRequests,
    verdicts: observed.verdicts,
    plans: observed.plans,
    launches: observed.launches,
    ...(observed.launchedImages.size > 0 && { launchedImages: [...observed.launchedImages.values()] }),
    changes: observed.changes,
    ...(told && { told, mails: observed.arrived.mails }),
    ...(recorded && { recorded }),
    planWrites: observed.planWrites,
    endings: observed.endings,
    cuts: observed.cuts,
    hosts: machines.map(hostTrace),
    timersSet: new Set(machines.filter(({ behaviour }) => behaviour.timerSet).map(({ host }) => host.instanceId)),
    sound: new Map(sound),
    hostsCount,
    people: observed.participants,
    execution: execution ? { status: execution.status, state: execution.currentState } : null,
    left: observed.left,
    outages,
    disturbances: {
      any: fired.length > 0 || outages.length > 0 || scenario.faults.some(({ kind }) => kind !== 'call'),
      calls: fired.length,
    },
    alarms,
    defects: [...observed.defects, ...defects],
  };
}

export const hostTrace = ({ host, inFlight, stoppedAt, endedAt, endedBy }: Machine): HostTrace => ({
  instanceId: host.instanceId,
  role: host.role,
  attempt: host.attempt,
  launchedAt: host.launchedAt,
  inFlight,
  ...(stoppedAt !== undefined && { stoppedAt }),
  ...(endedAt !== undefined && { endedAt }),
  ...(endedBy && { endedBy }),
});

/** When the room opened. */
export const openedAt = ({ row }: Observation): Millis | undefined =>
  row?.opened_at === undefined ? undefined : fromIso(row.opened_at);

/** The revisions that a meeting had, or reserved. */
export function revisionsOf({ row }: Observation): readonly number[] {
  const { revision = 1, last_revision = revision } = row ?? {};
  return Array.from({ length: last_revision }, (_, index) => index + 1);
}
