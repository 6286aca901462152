import { isDeepStrictEqual } from 'node:util';
import type { Timers } from '../../local/states-language/index.ts';
import { CandidateRefused, Throttled } from '../../steps/domain/errors.ts';
import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Address, Candidate } from '../../steps/domain/meeting.ts';
import type {
  Addresses,
  TerminationResult,
  Health,
  Host,
  HostState,
  Hosts,
  LaunchRequest,
  LaunchPlan,
  ProbeResult,
  PublishedAddress,
} from '../../steps/ports.ts';
import { TokenBucket } from './token-bucket.ts';

/** How a host that is being launched will behave. */
export interface Fate {
  /** From the launch until it runs; EC2 takes about 17 s. */
  readonly pendingFor: Millis;
  /** From the launch until it is healthy; Infinity for never. */
  readonly healthyAfter: Millis;
  /** From the launch until it dies; Infinity for never. */
  readonly diesAfter: Millis;
  /** From the launch until somebody stops it by hand, which is not its end; Infinity for never. */
  readonly stopsAfter: Millis;
  /** From the launch until its health turns bad; Infinity for never. */
  readonly sickensAfter: Millis;
  /** From its end until it is terminated; EC2 takes seconds to a few minutes. */
  readonly shutsDownFor: Millis;
  /** Its own timer for the hard end was set. */
  readonly timerSet: boolean;
}

export const GOOD_FATE: Fate = {
  pendingFor: 17 * SECOND,
  healthyAfter: 85 * SECOND,
  diesAfter: Number.POSITIVE_INFINITY,
  stopsAfter: Number.POSITIVE_INFINITY,
  sickensAfter: Number.POSITIVE_INFINITY,
  shutsDownFor: 30 * SECOND,
  timerSet: true,
};

export interface Ec2Options {
  readonly timers: Timers;
  readonly candidates: readonly Candidate[];
  fateOf(order: LaunchRequest): Fate;
  /** Why EC2 refuses this candidate now; undefined when it does not. */
  refusal(candidate: Candidate): string | undefined;
  /** How long a new host is missing from look-ups by tag. */
  lookUpLag(order: LaunchRequest): Millis;
  /** How long its id is not known after the launch. */
  idLag(order: LaunchRequest): Millis;
  /** RunInstances calls: burst, and refill a second. */
  readonly launches: { readonly burst: number; readonly perSecond: number };
  /** Told of each launch, as it happens. */
  launched?(machine: Machine): void;
  /** Told of each change of state, as it happens; that events can be late or lost is the listener's affair. */
  changed(machine: Machine, state: HostState): void;
}

/** Who ended a machine: a call, its own timer, or a fault. */
export type EndedBy = 'call' | 'timer' | 'fault';

/** One machine that ever was: what it did, for whoever checks it afterwards. */
export interface Machine {
  readonly host: Host;
  readonly order: LaunchRequest;
  readonly fate: Fate;
  readonly shownFrom: Millis;
  readonly knownFrom: Millis;
  /** When somebody stopped it by hand, if so. */
  stoppedAt?: Millis;
  /** When it was gone; undefined while it is there. */
  endedAt?: Millis;
  endedBy?: EndedBy;
}

/** Ended hosts stay visible for about an hour. */
const VISIBLE: Millis = 3600 * SECOND;

/** EC2 as far as the product sees it, with names and health checks of the hosts. */
export class Ec2Model implements Hosts, Addresses, Health {
  readonly #options: Ec2Options;
  readonly #machines = new Map<string, Machine>();
  readonly #byMeeting = new Map<string, Machine[]>();
  readonly #byToken = new Map<string, Machine>();
  readonly #running = new Set<Machine>();
  readonly #bucket: TokenBucket;
  #count = 0;

  constructor(options: Ec2Options) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.launches.burst, options.launches.perSecond);
  }

  /** Every machine of a meeting that ever was. */
  machinesOf(meetingId: string): readonly Machine[] {
    return this.#byMeeting.get(meetingId) ?? [];
  }

  machines(): Iterable<Machine> {
    return this.#machines.values();
  }

  plan(): LaunchPlan {
    return { candidates: this.#options.candidates, parameters: { launch_template_version: '1' } };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const { timers, fateOf, refusal } = this.#options;
    const now = timers.now();
    if (!this.#bucket.take(now)) throw new Throttled('RequestLimitExceeded');
    const earlier = this.#byToken.get(order.clientToken);
    if (earlier) return this.#again(earlier, order);
    const refused = refusal(order.candidate);
    if (refused) throw new CandidateRefused(refused);

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
    const fate = fateOf(order);
    const shownFrom = now + this.#options.lookUpLag(order);
    const machine: Machine = { host, order, fate, shownFrom, knownFrom: now + this.#options.idLag(order) };
    this.#machines.set(instanceId, machine);
    this.#byToken.set(order.clientToken, machine);
    this.#byMeeting.set(meetingId, [...this.machinesOf(meetingId), machine]);
    this.#running.add(machine);
    if (Number.isFinite(fate.diesAfter)) timers.at(now + fate.diesAfter, () => this.#endMachine(machine, 'fault'));
    if (Number.isFinite(fate.stopsAfter)) timers.at(now + fate.stopsAfter, () => this.#stopMachine(machine));
    // A machine that runs is healthy enough for its timer, if it was set; one that is stopped has none.
    if (fate.timerSet)
      timers.at(order.hardEnd, () => {
        if (machine.stoppedAt === undefined) this.#endMachine(machine, 'timer');
      });
    this.#options.launched?.(machine);
    return this.#seen(machine);
  }

  /** The same token: the same machine, or a refusal when that is gone or the rest of the call is not the same. */
  #again(machine: Machine, order: LaunchRequest): Host {
    if (!isDeepStrictEqual(machine.order, order))
      throw Object.assign(new Error('the token was used for another call'), { name: 'IdempotentParameterMismatch' });
    if (machine.endedAt !== undefined) throw new CandidateRefused('IdempotentInstanceTerminated');
    return this.#seen(machine);
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const now = this.#options.timers.now();
    return this.machinesOf(meetingId)
      .filter(
        (machine) => this.#isShown(machine, now) || (this.#isKnown(machine, now) && knownIds.includes(idOf(machine))),
      )
      .map((machine) => this.#seen(machine));
  }

  async find(instanceId: string): Promise<Host | undefined> {
    const machine = this.#machines.get(instanceId);
    return machine && this.#isKnown(machine, this.#options.timers.now()) ? this.#seen(machine) : undefined;
  }

  async running(): Promise<readonly Host[]> {
    const now = this.#options.timers.now();
    return [...this.#running].filter((machine) => this.#isShown(machine, now)).map((machine) => this.#seen(machine));
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const machine = this.#machines.get(instanceId);
    if (!machine || !this.#isKnown(machine, this.#options.timers.now())) return 'unknown';
    if (machine.endedAt !== undefined) return 'gone';
    this.#endMachine(machine, 'call');
    return 'ended';
  }

  async removeLeftovers(): Promise<void> {}

  /** Drops what is known of a meeting's machines, also of those that run. */
  forget(meetingId: string): void {
    for (const machine of this.machinesOf(meetingId)) {
      this.#machines.delete(idOf(machine));
      this.#byToken.delete(machine.order.clientToken);
      this.#running.delete(machine);
    }
    this.#byMeeting.delete(meetingId);
  }

  /** How many machines there are. */
  get count(): number {
    return this.#running.size;
  }

  machine(instanceId: string): Machine | undefined {
    return this.#machines.get(instanceId);
  }

  async publish(_meetingId: string, host: Host): Promise<Address | undefined> {
    return host.state === 'running' ? { name: host.instanceId, url: `http://${host.instanceId}.example` } : undefined;
  }

  /** Hosts are found under their own names. */
  async published(): Promise<readonly PublishedAddress[]> {
    return [];
  }

  async remove(): Promise<void> {
    // Names are the machines' own here.
  }

  async probe(_meetingId: string, { name }: Address): Promise<ProbeResult> {
    const machine = this.#machines.get(name);
    if (!machine || machine.endedAt !== undefined || machine.stoppedAt !== undefined)
      return { healthy: false, reachable: false, detail: 'no answer' };
    const age = this.#options.timers.now() - machine.host.launchedAt;
    const healthy = age >= machine.fate.healthyAfter && age < machine.fate.sickensAfter;
    return { healthy, reachable: age >= machine.fate.pendingFor, detail: healthy ? 'ready' : 'booting' };
  }

  #endMachine(machine: Machine, by: EndedBy): void {
    if (machine.endedAt !== undefined) return;
    machine.endedAt = this.#options.timers.now();
    machine.endedBy = by;
    this.#running.delete(machine);
    this.#options.changed(machine, 'shutting-down');
    const { timers } = this.#options;
    timers.at(timers.now() + machine.fate.shutsDownFor, () => this.#options.changed(machine, 'terminated'));
  }

  #stopMachine(machine: Machine): void {
    if (machine.endedAt !== undefined) return;
    machine.stoppedAt = this.#options.timers.now();
    this.#options.changed(machine, 'stopped');
  }

  /** In look-ups by tag. */
  #isShown({ shownFrom, endedAt }: Machine, now: Millis): boolean {
    return now >= shownFrom && (endedAt === undefined || now < endedAt + VISIBLE);
  }

  /** By its id. */
  #isKnown({ knownFrom, endedAt }: Machine, now: Millis): boolean {
    return now >= knownFrom && (endedAt === undefined || now < endedAt + VISIBLE);
  }

  #seen({ host, fate, endedAt, stoppedAt }: Machine): Host {
    if (endedAt !== undefined)
      return {
        ...host,
        state: this.#options.timers.now() < endedAt + fate.shutsDownFor ? 'shutting-down' : 'terminated',
      };
    if (stoppedAt !== undefined) return { ...host, state: 'stopped' };
    const running = this.#options.timers.now() >= host.launchedAt + fate.pendingFor;
    return running ? { ...host, state: 'running', publicName: host.instanceId } : host;
  }
}

const idOf = ({ host }: Machine): string => host.instanceId;
