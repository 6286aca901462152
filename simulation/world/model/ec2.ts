import { isDeepStrictEqual } from 'node:util';
import { bootPhases } from '../../../local/boot-phases.ts';
import type { Timers } from '../../../local/states-language/index.ts';
import { CandidateRefused, ImageRefused, Throttled } from '../../../steps/domain/errors.ts';
import { HOUR, type Millis, SECOND } from '../../../steps/domain/instants.ts';
import type { HostState } from '../../../steps/domain/host-state.ts';
import type { Address, Candidate } from '../../../steps/domain/meeting.ts';
import type {
  Addresses,
  TerminationResult,
  Host,
  Hosts,
  LaunchRequest,
  LaunchPlan,
  NetworkHost,
  PublishedAddress,
} from '../../../steps/ports.ts';
import type { Health, ProbedMeeting, ProbeResult } from '../../../steps/readiness/ports.ts';
import { simulated } from '../simulated-errors.ts';
import { TokenBucket } from './token-bucket.ts';

/** How a host behaves. Times count from its launch; Infinity means never. */
export interface HostBehaviour {
  /** About 17 s on EC2. */
  readonly pendingFor: Millis;
  readonly healthyAfter: Millis;
  readonly diesAfter: Millis;
  /** An operator stops the host. It can still be ended. */
  readonly stopsAfter: Millis;
  readonly unhealthyAfter: Millis;
  /** The host loses its network, and runs on. */
  readonly isolatedAfter: Millis;
  /** From its end until it is terminated: seconds to minutes on EC2. */
  readonly shutsDownFor: Millis;
  /** Whether the host sets its own timer for the hard end. */
  readonly timerSet: boolean;
}

export const HEALTHY_HOST: HostBehaviour = {
  pendingFor: 17 * SECOND,
  healthyAfter: 85 * SECOND,
  diesAfter: Number.POSITIVE_INFINITY,
  stopsAfter: Number.POSITIVE_INFINITY,
  unhealthyAfter: Number.POSITIVE_INFINITY,
  isolatedAfter: Number.POSITIVE_INFINITY,
  shutsDownFor: 30 * SECOND,
  timerSet: true,
};

export interface Ec2Options {
  readonly timers: Timers;
  readonly candidates: readonly Candidate[];
  behaviourOf(order: LaunchRequest): HostBehaviour;
  /** EC2's error code when it refuses a launch of this candidate now. */
  refusal(candidate: Candidate): string | undefined;
  /** A new host is missing from look-ups by tag for this long. */
  lookUpLag(order: LaunchRequest): Millis;
  /** EC2 does not know the id of a new host for this long. */
  idLag(order: LaunchRequest): Millis;
  /** Whether EC2 has this image. */
  imageExists?(imageId: string): boolean;
  /** The deployment's limit, for the record of each machine. */
  readonly maxInFlight?: number;
  /** People whom the host of a meeting counts; null when it cannot tell. Absent for kinds of hosts that cannot count. */
  people?(meetingId: string): number | null;
  onLaunch?(machine: Machine): void;
  /** Called at once when a machine stops or ends. The receiver simulates late and lost events. */
  onChange(machine: Machine, state: HostState): void;
}

export type EndedBy = 'call' | 'timer' | 'fault';

/** A launched machine, with its history. */
export interface Machine {
  readonly host: Host;
  readonly order: LaunchRequest;
  readonly behaviour: HostBehaviour;
  /** Look-ups by tag show the machine from this time on. */
  readonly visibleByTagFrom: Millis;
  /** Look-ups by id show the machine from this time on. */
  readonly visibleByIdFrom: Millis;
  /** Hosts of the deployment right after the launch, and their limit. */
  readonly inFlight: { readonly count: number; readonly limit: number };
  stoppedAt?: Millis;
  endedAt?: Millis;
  endedBy?: EndedBy;
}

/** The throttling of each action (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
export const launchBucket = (): TokenBucket => new TokenBucket(5, 2);
/** RunInstances also counts the instances that it starts. */
const startedBucket = (): TokenBucket => new TokenBucket(1_000, 2);
/** DescribeInstances with a filter or with ids. */
const lookUpBucket = (): TokenBucket => new TokenBucket(100, 20);
const endBucket = (): TokenBucket => new TokenBucket(100, 5);

/** EC2 shows an ended instance for about an hour. */
const VISIBLE_AFTER_END = HOUR;

/** Models EC2, with the public names and the health checks of the hosts. */
export class Ec2Model implements Hosts, Addresses, Health {
  readonly countsPeople: boolean;
  readonly #options: Ec2Options;
  readonly #machines = new Map<string, Machine>();
  readonly #byMeeting = new Map<string, Machine[]>();
  readonly #byToken = new Map<string, Machine>();
  readonly #running = new Set<Machine>();
  readonly #launches = launchBucket();
  readonly #started = startedBucket();
  readonly #lookUps = lookUpBucket();
  readonly #ends = endBucket();
  #count = 0;

  constructor(options: Ec2Options) {
    this.#options = options;
    this.countsPeople = options.people !== undefined;
  }

  /** All machines of a meeting, ended ones too. */
  machinesOf(meetingId: string): readonly Machine[] {
    return this.#byMeeting.get(meetingId) ?? [];
  }

  /** The machines of a meeting that have not ended. */
  runningOf(meetingId: string): readonly Machine[] {
    return this.machinesOf(meetingId).filter(({ endedAt }) => endedAt === undefined);
  }

  machines(): Iterable<Machine> {
    return this.#machines.values();
  }

  plan(): LaunchPlan {
    return { candidates: this.#options.candidates, parameters: { launch_template_version: '1' } };
  }

  async launch({ again, ...order }: LaunchRequest): Promise<Host> {
    const { timers, behaviourOf, refusal } = this.#options;
    const now = timers.now();
    if (!this.#launches.take(now)) throw simulated(new Throttled('RequestLimitExceeded'));
    const earlier = this.#byToken.get(order.clientToken);
    if (again && earlier && this.#isVisible(earlier, earlier.visibleByTagFrom) && earlier.endedAt === undefined)
      return this.#toHost(earlier);
    const image = order.parameters['image_id'];
    // EC2 may check the image before the client token.
    if (image !== undefined && this.#options.imageExists?.(image) === false) throw new ImageRefused(image);
    if (earlier) return this.#repeatLaunch(earlier, order);
    const refused = refusal(order.candidate);
    if (refused) throw new CandidateRefused(refused);
    if (!this.#started.take(now)) throw simulated(new Throttled('InstanceLimitExceeded'));

    const { meetingId, revision, role, attempt } = order;
    const instanceId = `i-${String(++this.#count).padStart(8, '0')}`;
    const host: Host = {
      instanceId,
      meetingId,
      revision,
      role,
      attempt,
      state: 'pending',
      launchedAt: now,
      hardEnd: order.hardEnd,
    };
    const behaviour = behaviourOf(order);
    const visibleByTagFrom = now + this.#options.lookUpLag(order);
    const visibleByIdFrom = now + this.#options.idLag(order);
    const inFlight = { count: this.#running.size + 1, limit: this.#options.maxInFlight ?? Number.POSITIVE_INFINITY };
    const machine: Machine = { host, order, behaviour, visibleByTagFrom, visibleByIdFrom, inFlight };
    this.#machines.set(instanceId, machine);
    this.#byToken.set(order.clientToken, machine);
    this.#byMeeting.set(meetingId, [...this.machinesOf(meetingId), machine]);
    this.#running.add(machine);
    const { diesAfter, stopsAfter, timerSet } = behaviour;
    if (Number.isFinite(diesAfter)) timers.at(now + diesAfter, () => this.#endMachine(machine, 'fault'));
    if (Number.isFinite(stopsAfter)) timers.at(now + stopsAfter, () => this.#stopMachine(machine));
    // An unhealthy machine still runs its timer; a stopped machine does not.
    if (timerSet)
      timers.at(order.hardEnd, () => {
        if (machine.stoppedAt === undefined) this.#endMachine(machine, 'timer');
      });
    this.#options.onLaunch?.(machine);
    return this.#toHost(machine);
  }

  /** Repeats a launch with a known client token. It returns the same machine, as RunInstances does. */
  #repeatLaunch(machine: Machine, order: LaunchRequest): Host {
    if (!isDeepStrictEqual(machine.order, order))
      throw Object.assign(new Error('the client token was used with other parameters'), {
        name: 'IdempotentParameterMismatch',
      });
    if (machine.endedAt !== undefined) throw new CandidateRefused('IdempotentInstanceTerminated');
    return this.#toHost(machine);
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    this.#take(this.#lookUps);
    return this.machinesOf(meetingId)
      .filter(
        (machine) =>
          this.#isVisible(machine, machine.visibleByTagFrom) ||
          (knownIds.includes(machine.host.instanceId) && this.#isVisible(machine, machine.visibleByIdFrom)),
      )
      .map((machine) => this.#toHost(machine));
  }

  async find(instanceId: string): Promise<Host | undefined> {
    this.#take(this.#lookUps);
    const machine = this.#machines.get(instanceId);
    return machine && this.#isVisible(machine, machine.visibleByIdFrom) ? this.#toHost(machine) : undefined;
  }

  async running(): Promise<readonly Host[]> {
    this.#take(this.#lookUps);
    return [...this.#running]
      .filter((machine) => this.#isVisible(machine, machine.visibleByTagFrom))
      .map((machine) => this.#toHost(machine));
  }

  async end(instanceId: string): Promise<TerminationResult> {
    this.#take(this.#ends);
    const machine = this.#machines.get(instanceId);
    if (!machine || !this.#isVisible(machine, machine.visibleByIdFrom)) return 'unknown';
    if (machine.endedAt !== undefined) return 'gone';
    this.#endMachine(machine, 'call');
    return 'ended';
  }

  async removeLeftovers(): Promise<void> {}

  #take(bucket: TokenBucket): void {
    if (!bucket.take(this.#options.timers.now()))
      throw simulated(Object.assign(new Error('Request limit exceeded.'), { name: 'RequestLimitExceeded' }));
  }

  /** Deletes a meeting's machines, running ones too. */
  forget(meetingId: string): void {
    for (const machine of this.machinesOf(meetingId)) {
      this.#machines.delete(machine.host.instanceId);
      this.#byToken.delete(machine.order.clientToken);
      this.#running.delete(machine);
    }
    this.#byMeeting.delete(meetingId);
  }

  /** The number of machines that are not ended. */
  get count(): number {
    return this.#running.size;
  }

  machine(instanceId: string): Machine | undefined {
    return this.#machines.get(instanceId);
  }

  async publish(_meetingId: string, host: NetworkHost): Promise<Address | undefined> {
    return host.state === 'running' ? { name: host.instanceId, url: `http://${host.instanceId}.example` } : undefined;
  }

  /** EC2 publishes the names of instances itself. */
  async published(): Promise<readonly PublishedAddress[]> {
    return [];
  }

  async remove(): Promise<void> {
    // EC2 removes the name with the instance.
  }

  async probe({ id: meetingId }: ProbedMeeting, { name }: Address): Promise<ProbeResult> {
    const machine = this.#machines.get(name);
    if (!machine || machine.endedAt !== undefined || machine.stoppedAt !== undefined)
      return { healthy: false, reachable: false, detail: 'no response', people: null };
    const age = this.#options.timers.now() - machine.host.launchedAt;
    if (age >= machine.behaviour.isolatedAfter)
      return { healthy: false, reachable: false, detail: 'no response', people: null };
    const healthy = age >= machine.behaviour.healthyAfter && age < machine.behaviour.unhealthyAfter;
    const people = healthy ? (this.#options.people?.(meetingId) ?? null) : null;
    const reachable = age >= machine.behaviour.pendingFor;
    const { launchedAt } = machine.host;
    const phases = bootPhases(launchedAt, launchedAt + machine.behaviour.healthyAfter, launchedAt + age);
    return { healthy, reachable, detail: healthy ? 'ready' : 'booting', people, ...(reachable && { phases }) };
  }

  #endMachine(machine: Machine, by: EndedBy): void {
    if (machine.endedAt !== undefined) return;
    machine.endedAt = this.#options.timers.now();
    machine.endedBy = by;
    this.#running.delete(machine);
    this.#options.onChange(machine, 'shutting-down');
    const { timers } = this.#options;
    timers.at(timers.now() + machine.behaviour.shutsDownFor, () => this.#options.onChange(machine, 'terminated'));
  }

  #stopMachine(machine: Machine): void {
    if (machine.endedAt !== undefined) return;
    machine.stoppedAt = this.#options.timers.now();
    this.#options.onChange(machine, 'stopped');
  }

  #isVisible({ endedAt }: Machine, from: Millis): boolean {
    const now = this.#options.timers.now();
    return now >= from && (endedAt === undefined || now < endedAt + VISIBLE_AFTER_END);
  }

  #toHost({ host, behaviour, endedAt, stoppedAt }: Machine): Host {
    if (endedAt !== undefined) {
      const isTerminated = this.#options.timers.now() >= endedAt + behaviour.shutsDownFor;
      return { ...host, state: isTerminated ? 'terminated' : 'shutting-down' };
    }
    if (stoppedAt !== undefined) return { ...host, state: 'stopped' };
    const running = this.#options.timers.now() >= host.launchedAt + behaviour.pendingFor;
    return running ? { ...host, state: 'running', publicName: host.instanceId } : host;
  }
}
