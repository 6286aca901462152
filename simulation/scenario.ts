import type { RouteName } from '../steps/api/routes.ts';
import type { Role } from '../steps/domain/links.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import type { TaskFunction } from '../statemachine/definition.ts';

/** All that befalls one meeting, as data: made from the seed, shrunk item by item, and replayed. */
export interface Scenario {
  readonly index: number;
  readonly seed: number;
  readonly id: string;
  readonly scheduledAt: Millis;
  readonly meetTime: Millis;
  readonly durationMinutes: number;
  /** The caller of /schedule repeats a failed call under an idempotency key; another calls once. */
  readonly repeats: boolean;
  /** The request is wrong, and must be refused. */
  readonly wrong: boolean;
  readonly people: readonly Person[];
  readonly acts: readonly Act[];
  readonly hosts: HostNature;
  readonly faults: readonly Fault[];
}

export interface Person {
  readonly role: Role;
  /** One after the other. */
  readonly visits: readonly Visit[];
}

/** Instants are relative to the meeting time. */
export interface Visit {
  readonly from: Millis;
  readonly until: Millis;
  /** `forgets`: the page stays open until it is told that the meeting is over. */
  readonly ending: 'leaves' | 'vanishes' | 'forgets';
}

/** What the organiser or the teacher does; the instant is relative to the meeting time. */
export interface Act {
  readonly at: Millis;
  readonly what: 'cancel' | 'end';
}

/** How the meeting's hosts boot when nothing is wrong with them. */
export interface HostNature {
  readonly pendingFor: Millis;
  readonly healthyAfter: Millis;
  readonly lookUpLag: Millis;
  readonly idLag: Millis;
  readonly namesInSync: Millis;
}

/** The caller of a function, for a fault; the sweep is told apart by the net that it acts for. */
export type Caller = TaskFunction | RouteName | 'sweep by schedule' | 'sweep by event';

export type Fault =
  /** Of the so-manieth call of a function about this meeting, its so-manieth call of a port. */
  | {
      readonly kind: 'call';
      readonly caller: Caller;
      readonly invocation: number;
      readonly call: number;
      readonly how: CallFault;
    }
  /** A host of this attempt; `after` its launch. Without a role: those of all roles. */
  | {
      readonly kind: 'host';
      readonly role?: HostRole;
      readonly attempt: number;
      readonly how:
        'hangs' | 'hangs before its timer' | 'has no timer' | 'boots slowly' | 'dies' | 'is stopped' | 'sickens';
      readonly after: Millis;
    }
  /** Somebody aborts the execution; relative to the meeting time. */
  | { readonly kind: 'aborted'; readonly at: Millis }
  | { readonly kind: 'schedules'; readonly how: Delivery; readonly by: Millis }
  | { readonly kind: 'events'; readonly how: Delivery; readonly by: Millis }
  /** The sweep by timer cannot look at this meeting; relative to the meeting time. */
  | { readonly kind: 'sweep is blind'; readonly from: Millis; readonly until: Millis }
  /** Clocks that are off, each by its own amount. */
  | { readonly kind: 'clocks'; readonly spread: Millis };

/** Faults in calls are planned for calls that may never be made: the scenario with those alone that came to pass. */
export const withFired = (scenario: Scenario, fired: readonly Extract<Fault, { kind: 'call' }>[]): Scenario => ({
  ...scenario,
  faults: [...scenario.faults.filter(({ kind }) => kind !== 'call'), ...fired],
});

export type CallFault =
  | 'fails before its effect'
  | 'is throttled'
  | 'fails after its effect'
  | 'step dies before'
  | 'step dies after'
  | 'step hangs before'
  | 'step hangs after';

export type Delivery = 'never' | 'late' | 'twice';

/** When people want to be in the room, at or after the meeting time. */
export interface Wanted {
  readonly from: Millis;
  readonly until: Millis;
}

/** Whether a meeting is wanted at all: somebody means to be there in its time, and nobody cancels it before. */
export function wanted({ meetTime, durationMinutes, people, acts }: Scenario): Wanted | undefined {
  const over = durationMinutes * 60_000;
  const stays = people.flatMap(({ visits }) => visits).filter(({ from, until }) => from < over && until > 0);
  const first = Math.min(...stays.map(({ from }) => from));
  if (stays.length === 0 || acts.some(({ what, at }) => what === 'cancel' && at <= Math.max(0, first)))
    return undefined;
  const last = Math.min(over, Math.max(...stays.map(({ until }) => until)));
  const asked = Math.min(Number.POSITIVE_INFINITY, ...acts.map(({ at }) => at));
  return { from: meetTime + Math.max(0, first), until: meetTime + Math.min(last, asked) };
}
