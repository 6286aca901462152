import type { ExecutionView } from '../local/states-language/index.ts';
import { fromIso, type Millis, SECOND } from '../steps/domain/instants.ts';
import type { HostRole, Meeting, Verdict } from '../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE, hardEnd, hardEndOf } from '../steps/domain/timetable.ts';
import type { FaultyCalls } from './calls.ts';
import type { Machine } from './model/ec2.ts';
import type { Guest } from './people.ts';
import type { Fault, Scenario } from './scenario.ts';

/** Clocks may be a minute apart, and a sign of life takes a while: so much is nobody's fault. */
export const TOLERANCE: Millis = 60 * SECOND;

/** What was observed of one meeting: all that the invariants are judged by. */
export class Case {
  readonly scenario: Scenario;
  readonly calls: FaultyCalls;
  guests: readonly Guest[] = [];
  /** Statuses that the calls of /schedule were answered with. */
  readonly scheduleAnswers: number[] = [];
  /** When the first answer said yes. */
  acceptedAt: Millis | undefined;
  /** What organiser and teacher asked for, and what they were told. */
  readonly asked: { readonly at: Millis; readonly status: number; readonly outcome: string | undefined }[] = [];
  /** The row as last written. */
  row: Meeting | undefined;
  /** Every verdict that was ever written over another, or over none; with those whom it sent home. */
  readonly verdicts: { readonly verdict: Verdict; readonly at: Millis; readonly present: readonly string[] }[] = [];
  /** Every move to ENDED, with the machines that ran then. */
  readonly endings: { readonly at: Millis; readonly outcome: string | undefined; readonly running: number }[] = [];
  readonly launches: Launch[] = [];
  /** Machines that were ended by a call, without a verdict, under people. */
  readonly cutOff: string[] = [];
  /** The faults in calls that came to pass. */
  readonly fired: Extract<Fault, { kind: 'call' }>[] = [];
  /** The machines that ever were, and the execution: looked up when the case is closed. */
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

  /** Row and world agree that there is such a meeting. */
  get accepted(): boolean {
    return this.row?.accepted ?? false;
  }

  /** The product was not let alone: a fault that can cost a meeting came to pass. */
  get disturbed(): boolean {
    const { faults } = this.scenario;
    return this.fired.length > 0 || faults.some(({ kind }) => kind !== 'call');
  }

  /** Those who are there, as far as anybody can know. */
  present(now: Millis): string[] {
    const within = (this.row?.timetable.emptyGrace ?? 0) * SECOND - TOLERANCE;
    return this.guests.filter((guest) => guest.isPresent(now, within)).map(({ role }) => role);
  }

  wrote(after: Meeting, before: Meeting | undefined, now: Millis, running: number): void {
    this.row = after;
    if (after.verdict && after.verdict !== before?.verdict)
      this.verdicts.push({ verdict: after.verdict, at: now, present: this.present(now) });
    if (after.status === 'ENDED' && (before?.status !== 'ENDED' || before.outcome !== after.outcome))
      this.endings.push({ at: now, outcome: after.outcome, running });
  }

  launched({ host: { role, attempt } }: Machine, earlier: readonly Machine[], at: Millis): void {
    const others = earlier.filter((other) => other.host.role === role && other.endedAt === undefined);
    this.launches.push({
      at,
      role,
      attempt,
      twins: others.filter((other) => !this.#isOnItsWayOut(other)).length,
      afterEnd: this.row?.status === 'ENDED' || this.row === undefined,
    });
  }

  hostChanged({ endedBy, endedAt, host }: Machine, now: Millis): void {
    if (endedAt === undefined || endedBy === 'fault' || this.row?.verdict) return;
    if (this.row?.hosts[host.role]?.instance_id !== host.instanceId || now >= this.hardEnd - TOLERANCE) return;
    this.cutOff.push(...this.present(now));
  }

  #isOnItsWayOut({ host, order }: Machine): boolean {
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
  /** Machines of the same role that ran, and were not given up. */
  readonly twins: number;
  readonly afterEnd: boolean;
}

/** When the room opened. */
export const openedAt = ({ row }: Case): Millis | undefined =>
  row?.opened_at === undefined ? undefined : fromIso(row.opened_at);
