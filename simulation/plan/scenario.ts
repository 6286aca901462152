import type { Role } from '../../steps/domain/links.ts';
import { type Millis, MINUTE } from '../../steps/domain/instants.ts';
import type { AttendanceRule } from '../../steps/domain/outcomes.ts';
import type { HostRole } from '../../steps/domain/meeting.ts';
import type { Invocation } from '../world/world-options.ts';

/** The people, requests, hosts and faults of one meeting, as data. It can be replayed, and shrunk item by item. */
export interface Scenario {
  readonly index: number;
  readonly seed: number;
  readonly id: string;
  readonly scheduledAt: Millis;
  readonly meetTime: Millis;
  readonly durationMinutes: number;
  readonly attendanceRule: AttendanceRule;
  /** Whether the organiser retries a failed `POST /schedule`, with an idempotency key. */
  readonly repeats: boolean;
  /** Whether the request is invalid: the API must refuse it. */
  readonly wrong: boolean;
  readonly people: readonly Person[];
  readonly acts: readonly Act[];
  readonly changes: readonly Change[];
  readonly hosts: HostTimings;
  readonly faults: readonly Fault[];
}

export interface Person {
  readonly role: Role;
  /** In order of time. */
  readonly visits: readonly Visit[];
}

/** Times are relative to the meeting time. */
export interface Visit {
  readonly from: Millis;
  readonly until: Millis;
  /**
   * `leaves`: the page sends "left". `vanishes`: it sends nothing more. `forgets`: it sends "present" until a response
   * says that the meeting is over.
   */
  readonly ending: 'leaves' | 'vanishes' | 'forgets';
}

/** The organiser cancels the meeting, or the teacher ends it. The time is relative to the meeting time. */
export interface Act {
  readonly at: Millis;
  readonly what: 'cancel' | 'end';
}

/** A change of the plan, at a time relative to the meeting time as it was scheduled. */
export interface Change {
  readonly at: Millis;
  /**
   * `now` moves the meeting to the present, `length` changes its duration, `rename` changes names and addresses, `move and
   * rename` does both in one request.
   */
  readonly what: 'move' | 'now' | 'length' | 'rename' | 'move and rename' | 'late' | 'extend';
  /** Of a move: relative to the meeting time as it was scheduled. */
  readonly minutes: number;
  /** Tells apart the changes of a meeting; repeated calls of one change have the same number. */
  readonly number: number;
  /** Whether calls of this change have its Idempotency-Key. */
  readonly keyed: boolean;
  /** The organiser sends If-Match, with the plan that was loaded just now or the one that was seen last. */
  readonly match?: 'loaded' | 'seen' | undefined;
}

/** Timings of the meeting's hosts when no fault hits them. */
export interface HostTimings {
  readonly pendingFor: Millis;
  readonly healthyAfter: Millis;
  /** By how much a host of another instance type than the first boots slower. */
  readonly secondChoice: number;
  /** A new host is missing from look-ups by tag for this long. */
  readonly lookUpLag: Millis;
  /** EC2 does not know the id of a new host for this long. */
  readonly idLag: Millis;
  /** A new DNS name is visible everywhere after this time. */
  readonly namesInSync: Millis;
  /** From the call that ends a host until it is terminated. */
  readonly shutsDownFor: Millis;
}

/** The function that a call fault hits. For the sweep it includes the safety net that invokes it. */
export type Caller = Exclude<Invocation['caller'], 'sweep'> | 'sweep by schedule' | 'sweep by event';

/** Hits port call number `call` in invocation number `invocation` of the caller for this meeting. Both count from 1. */
export interface CallFault {
  readonly kind: 'call';
  readonly caller: Caller;
  readonly invocation: number;
  readonly call: number;
  readonly how: CallFailure;
}

export type Fault =
  | CallFault
  /** Hits the hosts of this attempt, `after` their launch. Without a role it hits the hosts of all roles. */
  | {
      readonly kind: 'host';
      readonly role?: HostRole;
      readonly attempt: number;
      readonly how:
        | 'hangs'
        | 'hangs before its timer'
        | 'has no timer'
        | 'boots slowly'
        | 'dies'
        | 'is stopped'
        | 'sickens'
        /** Nobody can reach it, and it reaches nobody, but it runs on. */
        | 'loses its network';
      readonly after: Millis;
    }
  /** An operator aborts the execution. The time is relative to the meeting time. */
  | { readonly kind: 'aborted'; readonly at: Millis }
  | { readonly kind: 'schedules'; readonly how: Delivery; readonly by: Millis }
  | { readonly kind: 'events'; readonly how: Delivery; readonly by: Millis }
  /** Records of the table's stream about the meeting. */
  | { readonly kind: 'stream'; readonly how: Delivery; readonly by: Millis }
  /**
   * Receivers of the meeting's events, from one time to another, relative to the meeting time. `is down` accepts nothing.
   * `is flaky` answers slowly, too late, with an error or not at all, and gets requests twice.
   */
  | { readonly kind: 'receiver'; readonly how: 'is down' | 'is flaky'; readonly from: Millis; readonly until: Millis }
  /**
   * The mail service for people of the meeting, from one time to another, relative to the meeting time. `is down` sends nothing.
   * `is flaky` is slow, fails, loses answers, or delivers a mail twice.
   */
  | {
      readonly kind: 'mail service';
      readonly how: 'is down' | 'is flaky';
      readonly from: Millis;
      readonly until: Millis;
    }
  /** The sweep timer cannot look up this meeting. Times are relative to the meeting time. */
  | { readonly kind: 'sweep is blind'; readonly from: Millis; readonly until: Millis }
  /** Each function's clock has its own offset of up to `spread`. */
  | { readonly kind: 'clocks'; readonly spread: Millis };

/** The scenario without the call faults that did not occur: no function made those calls. */
export const withFiredFaults = (scenario: Scenario, fired: readonly CallFault[]): Scenario => ({
  ...scenario,
  faults: [...scenario.faults.filter(({ kind }) => kind !== 'call'), ...fired],
});

export type CallFailure =
  | 'fails before its effect'
  | 'is throttled'
  | 'fails after its effect'
  | 'step dies before'
  | 'step dies after'
  | 'step hangs before'
  | 'step hangs after'
  /** Two invocations run at the same time; the caller gets the result of the first. */
  | 'step runs twice';

export type Delivery = 'never' | 'late' | 'twice';

/** The time in which participants need the room, from the meeting time on. */
export interface Wanted {
  readonly from: Millis;
  readonly until: Millis;
}

/** @returns undefined when no participant comes in the meeting's time, or the organiser cancels before one comes */
export function wanted({ meetTime, durationMinutes, people, acts }: Scenario): Wanted | undefined {
  const end = durationMinutes * MINUTE;
  const visits = people.flatMap((person) => person.visits).filter(({ from, until }) => from < end && until > 0);
  const first = Math.min(...visits.map(({ from }) => from));
  if (visits.length === 0 || acts.some(({ what, at }) => what === 'cancel' && at <= Math.max(0, first)))
    return undefined;
  const last = Math.min(end, Math.max(...visits.map(({ until }) => until)));
  const endRequest = Math.min(Number.POSITIVE_INFINITY, ...acts.map(({ at }) => at));
  return { from: meetTime + Math.max(0, first), until: meetTime + Math.min(last, endRequest) };
}
