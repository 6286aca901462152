import type { ExecutionView } from '../local/states-language/index.ts';
import { fromIso, type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import type { HostRole, Meeting, Verdict } from '../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE, hardEnd, hardEndOf } from '../steps/domain/timetable.ts';
import type { FaultyCalls } from './world/faulty-calls.ts';
import type { Machine } from './world/model/ec2.ts';
import type { Participant } from './world/participant.ts';
import type { CallFault, Scenario } from './plan/scenario.ts';

/** Clocks can differ by up to a minute, and a presence takes time to arrive. Invariants allow for it. */
export const TOLERANCE = MINUTE;

/** What the simulation records about one meeting: the input of the invariants. */
export class Observation {
  readonly scenario: Scenario;
  readonly calls: FaultyCalls;
  participants: readonly Participant[] = [];
  /** Statuses of the responses to `POST /schedule`. */
  readonly scheduleStatuses: number[] = [];
  /** Time of the first response with status 200. */
  acceptedAt: Millis | undefined;
  /** Requests to cancel or end the meeting, with the response. */
  readonly endRequests: { readonly at: Millis; readonly status: number; readonly outcome: string | undefined }[] = [];
  /** The row after the last write. */
  row: Meeting | undefined;
  /** Every verdict that was written, also one that replaced another; with the roles that were present. */
  readonly verdicts: { readonly verdict: Verdict; readonly at: Millis; readonly present: readonly string[] }[] = [];
  /** Every write of ENDED, with the number of machines that ran at that time. */
  readonly endings: { readonly at: Millis; readonly outcome: string | undefined; readonly running: number }[] = [];
  readonly launches: Launch[] = [];
  /** Roles that were present when a call ended their host without a verdict. */
  readonly cutOff: string[] = [];
  /** Call faults that occurred. */
  readonly fired: CallFault[] = [];
  /** All machines of the meeting. Set, like the following fields, when the meeting is checked. */
  machines: readonly Machine[] = [];
  execution: ExecutionView | undefined;
  wakeUpsLeft = 0;
  nameLeft = false;

  constructor(scenario: Scenario, calls: FaultyCalls) {
    this.scenario = scenario;
    this.calls = calls;
  }

  get hardEnd(): Millis {
    if (this.row) return hardEnd(this.row);
    return hardEndOf(this.scenario.meetTime, this.scenario.durationMinutes, DEFAULT_TIMETABLE);
  }

  get accepted(): boolean {
    return this.row?.accepted ?? false;
  }

  /** Whether a fault occurred that can make a meeting fail. */
  get disturbed(): boolean {
    const { faults } = this.scenario;
    return this.fired.length > 0 || faults.some(({ kind }) => kind !== 'call');
  }

  /** Roles that are present and whose presence the product received within the grace. */
  present(now: Millis): string[] {
    const within = (this.row?.timetable.emptyGrace ?? 0) * SECOND - TOLERANCE;
    return this.participants.filter((person) => person.isPresent(now, within)).map(({ role }) => role);
  }

  onWrite(after: Meeting, before: Meeting | undefined, now: Millis, running: number): void {
    this.row = after;
    if (after.verdict && after.verdict !== before?.verdict)
      this.verdicts.push({ verdict: after.verdict, at: now, present: this.present(now) });
    if (after.status === 'ENDED' && (before?.status !== 'ENDED' || before.outcome !== after.outcome))
      this.endings.push({ at: now, outcome: after.outcome, running });
  }

  onLaunch({ host: { role, attempt } }: Machine, earlier: readonly Machine[], at: Millis): void {
    const others = earlier.filter((other) => other.host.role === role && other.endedAt === undefined);
    this.launches.push({
      at,
      role,
      attempt,
      twins: others.filter((other) => !this.#isReplaced(other)).length,
      afterEnd: this.row?.status === 'ENDED' || this.row === undefined,
    });
  }

  onHostChange({ endedBy, endedAt, host }: Machine, now: Millis): void {
    if (endedAt === undefined || endedBy === 'fault' || this.row?.verdict) return;
    if (this.row?.hosts[host.role]?.instance_id !== host.instanceId || now >= this.hardEnd - TOLERANCE) return;
    this.cutOff.push(...this.present(now));
  }

  /** Whether the product has given up on the machine or has launched a later attempt. */
  #isReplaced({ host, order }: Machine): boolean {
    const record = this.row?.hosts[host.role];
    return (
      (record?.instance_id === host.instanceId && record.given_up_at !== undefined) ||
      (this.row?.replaced.some(({ instance_id }) => instance_id === host.instanceId) ?? false) ||
      (record !== undefined && order.attempt < record.attempt)
    );
  }
}

export interface Launch {
  readonly at: Millis;
  readonly role: HostRole;
  readonly attempt: number;
  /** Other machines of the same role that ran and were not replaced. */
  readonly twins: number;
  readonly afterEnd: boolean;
}

/** When the room opened. */
export const openedAt = ({ row }: Observation): Millis | undefined =>
  row?.opened_at === undefined ? undefined : fromIso(row.opened_at);
