import { isDeepStrictEqual } from 'node:util';
import { SECOND, type Millis } from '../../../steps/domain/instants.ts';
import type { Candidate } from '../../../steps/domain/meeting.ts';
import type {
  Clock,
  TerminationResult,
  Host,
  Hosts,
  HostState,
  LaunchRequest,
  LaunchPlan,
} from '../../../steps/ports.ts';

export interface MemoryHostsOptions {
  /** Returns an error for a launch that fails: CandidateRefused or Throttled. */
  readonly refuse?: (order: LaunchRequest) => Error | undefined;
  /** A new host is missing from look-ups by tag for this long. */
  readonly lag?: Millis;
}

interface Machine {
  readonly host: Omit<Host, 'state' | 'publicIp' | 'publicName'>;
  readonly order: LaunchRequest;
  readonly number: number;
  /** The machine's own timer ends it at this time. */
  readonly hardEnd: Millis;
  /** Set when a call stops or ends the machine. */
  halted?: { readonly state: 'stopped' | 'terminated'; readonly at: Millis };
}

/** EC2 shows an ended instance for about an hour. */
const VISIBLE_AFTER_END: Millis = 3_600 * SECOND;
/** About the time on EC2. */
const PENDING_FOR: Millis = 17 * SECOND;
const CANDIDATES: readonly Candidate[] = [
  { subnet_id: 'subnet-a', instance_type: 't4g.medium' },
  { subnet_id: 'subnet-b', instance_type: 't4g.medium' },
];

/** EC2 in memory. The state of a host is a function of the clock, so it needs no timers. */
export class MemoryHosts implements Hosts {
  readonly #clock: Clock;
  readonly #options: MemoryHostsOptions;
  readonly #machines = new Map<string, Machine>();
  readonly #byToken = new Map<string, Machine>();
  readonly #byMeeting = new Map<string, Machine[]>();

  constructor(clock: Clock, options: MemoryHostsOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  plan(): LaunchPlan {
    return { candidates: CANDIDATES, parameters: { launch_template_version: '1' } };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const earlier = this.#byToken.get(order.clientToken);
    if (earlier) {
      if (!isDeepStrictEqual(earlier.order, order)) throw new IdempotentParameterMismatch(order.clientToken);
      return this.#toHost(earlier);
    }
    const refusal = this.#options.refuse?.(order);
    if (refusal) throw refusal;
    return this.#toHost(this.#start(order));
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const found = (machine: Machine): boolean =>
      this.#isVisible(machine) && (this.#isTagged(machine) || knownIds.includes(machine.host.instanceId));
    return (this.#byMeeting.get(meetingId) ?? []).filter(found).map((machine) => this.#toHost(machine));
  }

  async find(instanceId: string): Promise<Host | undefined> {
    const machine = this.#machines.get(instanceId);
    return machine && this.#isVisible(machine) ? this.#toHost(machine) : undefined;
  }

  async running(): Promise<readonly Host[]> {
    return [...this.#machines.values()]
      .filter((machine) => this.#stateOf(machine) !== 'terminated' && this.#isTagged(machine))
      .map((machine) => this.#toHost(machine));
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const machine = this.#machines.get(instanceId);
    if (!machine || !this.#isVisible(machine)) return 'unknown';
    if (this.#stateOf(machine) === 'terminated') return 'gone';
    this.halt(instanceId, 'terminated');
    return 'ended';
  }

  async removeLeftovers(): Promise<void> {}

  /** All launched hosts, ended ones too. */
  *all(): Iterable<Host> {
    for (const machine of this.#machines.values()) yield this.#toHost(machine);
  }

  /** Stops or ends a machine. */
  halt(instanceId: string, state: 'stopped' | 'terminated'): void {
    const machine = this.#machines.get(instanceId);
    if (!machine) throw new RangeError(`no host ${instanceId}`);
    machine.halted = { state, at: this.#clock.now() };
  }

  #start(order: LaunchRequest): Machine {
    const { meetingId, revision, role, attempt, hardEnd, clientToken } = order;
    const number = this.#machines.size + 1;
    const instanceId = `i-${number.toString(16).padStart(17, '0')}`;
    const host = { instanceId, meetingId, revision, role, attempt, launchedAt: this.#clock.now(), hardEnd };
    const machine = { host, order, number, hardEnd };
    this.#machines.set(instanceId, machine);
    this.#byToken.set(clientToken, machine);
    this.#byMeeting.set(meetingId, [...(this.#byMeeting.get(meetingId) ?? []), machine]);
    return machine;
  }

  #toHost(machine: Machine): Host {
    const state = this.#stateOf(machine);
    const { host, number } = machine;
    if (state !== 'running') return { ...host, state };
    const publicIp = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
    return { ...host, state, publicIp, publicName: `${host.instanceId}.hosts.example` };
  }

  #stateOf({ host, hardEnd, halted }: Machine): HostState {
    const now = this.#clock.now();
    if (halted?.state === 'terminated' || now >= hardEnd) return 'terminated';
    if (halted) return halted.state;
    return now < host.launchedAt + PENDING_FOR ? 'pending' : 'running';
  }

  #isVisible(machine: Machine): boolean {
    if (this.#stateOf(machine) !== 'terminated') return true;
    const { halted, hardEnd } = machine;
    const endedAt = halted?.state === 'terminated' ? Math.min(halted.at, hardEnd) : hardEnd;
    return this.#clock.now() < endedAt + VISIBLE_AFTER_END;
  }

  #isTagged({ host }: Machine): boolean {
    return this.#clock.now() >= host.launchedAt + (this.#options.lag ?? 0);
  }
}

/** EC2's error for a known client token with other parameters. */
export class IdempotentParameterMismatch extends Error {
  override readonly name = 'IdempotentParameterMismatch';
}
