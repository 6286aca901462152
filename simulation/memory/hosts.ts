import { isDeepStrictEqual } from 'node:util';
import { SECOND, type Millis } from '../../steps/domain/instants.ts';
import type { Candidate } from '../../steps/domain/meeting.ts';
import type { Clock, TerminationResult, Host, Hosts, HostState, LaunchRequest, LaunchPlan } from '../../steps/ports.ts';

export interface MemoryHostsOptions {
  readonly candidates?: readonly Candidate[];
  /** How long a host is pending; on EC2 about 17 seconds. */
  readonly pendingFor?: Millis;
  /** Asked before each new launch: an error is thrown, and nothing is launched. CandidateRefused and Throttled fit. */
  readonly refuse?: (order: LaunchRequest) => Error | undefined;
  /** How long a launched host is missing from look-ups by tag. */
  readonly lag?: Millis;
}

interface Machine {
  readonly host: Omit<Host, 'state' | 'publicIp' | 'publicName'>;
  readonly order: LaunchRequest;
  readonly number: number;
  /** Its own timer ends it then, if nobody did. */
  readonly hardEnd: Millis;
  /** Set once it is stopped or ended by somebody. */
  fate?: { readonly state: 'stopped' | 'terminated'; readonly at: Millis };
}

/** Ended hosts stay visible for so long. */
const VISIBLE: Millis = 3_600 * SECOND;
const PENDING_FOR: Millis = 17 * SECOND;
const CANDIDATES: readonly Candidate[] = [
  { subnet_id: 'subnet-a', instance_type: 't4g.medium' },
  { subnet_id: 'subnet-b', instance_type: 't4g.medium' },
];

/** EC2 in memory. What a host is at an instant follows from the clock, so that nothing has to run. */
export class MemoryHosts implements Hosts {
  readonly #clock: Clock;
  readonly #options: MemoryHostsOptions;
  readonly #machines = new Map<string, Machine>();
  readonly #byToken = new Map<string, Machine>();
  readonly #byMeeting = new Map<string, Machine[]>();
  /** Those that may not be gone yet. */
  readonly #living = new Map<string, Machine>();

  constructor(clock: Clock, options: MemoryHostsOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  plan(): LaunchPlan {
    return { candidates: this.#options.candidates ?? CANDIDATES, parameters: { launch_template_version: '1' } };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const earlier = this.#byToken.get(order.clientToken);
    if (earlier) {
      if (!isDeepStrictEqual(earlier.order, order)) throw new IdempotentParameterMismatch(order.clientToken);
      return this.#seen(earlier);
    }
    const refusal = this.#options.refuse?.(order);
    if (refusal) throw refusal;
    return this.#seen(this.#start(order));
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const shown = (machine: Machine): boolean =>
      this.#isVisible(machine) && (this.#isTagged(machine) || knownIds.includes(machine.host.instanceId));
    return (this.#byMeeting.get(meetingId) ?? []).filter(shown).map((machine) => this.#seen(machine));
  }

  async find(instanceId: string): Promise<Host | undefined> {
    const machine = this.#machines.get(instanceId);
    return machine && this.#isVisible(machine) ? this.#seen(machine) : undefined;
  }

  async running(): Promise<readonly Host[]> {
    for (const [id, machine] of this.#living) if (this.#stateOf(machine) === 'terminated') this.#living.delete(id);
    return [...this.#living.values()]
      .filter((machine) => this.#isTagged(machine))
      .map((machine) => this.#seen(machine));
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const machine = this.#machines.get(instanceId);
    if (!machine || !this.#isVisible(machine)) return 'unknown';
    if (this.#stateOf(machine) === 'terminated') return 'gone';
    machine.fate = { state: 'terminated', at: this.#clock.now() };
    return 'ended';
  }

  async removeLeftovers(): Promise<void> {}

  /** Every host that there ever was, as it is now: for whoever checks that none outlived its meeting. */
  *all(): Iterable<Host> {
    for (const machine of this.#machines.values()) yield this.#seen(machine);
  }

  /** The machine dies, or somebody stops it from outside. */
  strike(instanceId: string, state: 'stopped' | 'terminated'): void {
    const machine = this.#machines.get(instanceId);
    if (!machine) throw new RangeError(`no host ${instanceId}`);
    machine.fate = { state, at: this.#clock.now() };
  }

  #start(order: LaunchRequest): Machine {
    const { meetingId, revision, role, attempt, hardEnd, clientToken } = order;
    const number = this.#machines.size + 1;
    const instanceId = `i-${number.toString(16).padStart(17, '0')}`;
    const host = { instanceId, meetingId, revision, role, attempt, launchedAt: this.#clock.now(), hardEnd };
    const machine = { host, order, number, hardEnd };
    this.#machines.set(instanceId, machine);
    this.#byToken.set(clientToken, machine);
    this.#living.set(instanceId, machine);
    this.#byMeeting.set(meetingId, [...(this.#byMeeting.get(meetingId) ?? []), machine]);
    return machine;
  }

  #seen(machine: Machine): Host {
    const state = this.#stateOf(machine);
    const { host, number } = machine;
    if (state !== 'running') return { ...host, state };
    const publicIp = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
    return { ...host, state, publicIp, publicName: `${host.instanceId}.hosts.example` };
  }

  #stateOf({ host, hardEnd, fate }: Machine): HostState {
    const now = this.#clock.now();
    if (fate?.state === 'terminated' || now >= hardEnd) return 'terminated';
    if (fate) return fate.state;
    return now < host.launchedAt + (this.#options.pendingFor ?? PENDING_FOR) ? 'pending' : 'running';
  }

  #isVisible(machine: Machine): boolean {
    if (this.#stateOf(machine) !== 'terminated') return true;
    const endedAt = machine.fate?.state === 'terminated' ? Math.min(machine.fate.at, machine.hardEnd) : machine.hardEnd;
    return this.#clock.now() < endedAt + VISIBLE;
  }

  #isTagged({ host }: Machine): boolean {
    return this.#clock.now() >= host.launchedAt + (this.#options.lag ?? 0);
  }
}

/** EC2's answer to a client token that comes again with another order. */
export class IdempotentParameterMismatch extends Error {
  override readonly name = 'IdempotentParameterMismatch';
}
