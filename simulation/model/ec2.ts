import type { Timers } from '../../local/states-language/index.ts';
import { CandidateRefused, Throttled } from '../../steps/domain/errors.ts';
import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Address, Candidate } from '../../steps/domain/meeting.ts';
import type {
  Addresses,
  Ending,
  Health,
  Host,
  Hosts,
  HostState,
  LaunchOrder,
  LaunchPlan,
  Probe,
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
  /** From the launch until its health turns bad; Infinity for never. */
  readonly sickensAfter: Millis;
  /** Its own timer for the hard end was set. */
  readonly timerSet: boolean;
}

export const GOOD_FATE: Fate = {
  pendingFor: 17 * SECOND,
  healthyAfter: 85 * SECOND,
  diesAfter: Number.POSITIVE_INFINITY,
  sickensAfter: Number.POSITIVE_INFINITY,
  timerSet: true,
};

export interface Ec2Options {
  readonly timers: Timers;
  readonly candidates: readonly Candidate[];
  fateOf(order: LaunchOrder): Fate;
  /** Why EC2 refuses this candidate now; undefined when it does not. */
  refusal(candidate: Candidate): string | undefined;
  /** How long a new host is missing from look-ups by tag. */
  lookUpLag(): Millis;
  /** RunInstances calls: burst, and refill a second. */
  readonly launches: { readonly burst: number; readonly perSecond: number };
  /** Told, late, of each change of state; events can get lost, which is the listener's affair. */
  changed(instanceId: string, state: HostState): void;
}

/** One machine that ever was: what it did, for whoever checks it afterwards. */
export interface Machine {
  readonly host: Host;
  readonly order: LaunchOrder;
  readonly fate: Fate;
  readonly shownFrom: Millis;
  /** When billing stopped; undefined while it runs. */
  endedAt?: Millis;
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

  async launch(order: LaunchOrder): Promise<Host> {
    const { timers, fateOf, refusal } = this.#options;
    const now = timers.now();
    if (!this.#bucket.take(now)) throw new Throttled('RequestLimitExceeded');
    const earlier = this.#byToken.get(order.clientToken);
    if (earlier) return this.#seen(earlier);
    const refused = refusal(order.candidate);
    if (refused) throw new CandidateRefused(refused);

    const { meetingId, revision, role, attempt } = order;
    const instanceId = `i-${String(++this.#count).padStart(8, '0')}`;
    const host: Host = { instanceId, meetingId, revision, role, attempt, state: 'pending', launchedAt: now };
    const fate = fateOf(order);
    const machine: Machine = { host, order, fate, shownFrom: now + this.#options.lookUpLag() };
    this.#machines.set(instanceId, machine);
    this.#byToken.set(order.clientToken, machine);
    this.#byMeeting.set(meetingId, [...this.machinesOf(meetingId), machine]);
    this.#running.add(machine);
    if (Number.isFinite(fate.diesAfter)) timers.at(now + fate.diesAfter, () => this.#endMachine(machine));
    // A machine that runs is healthy enough for its timer, if it was set.
    if (fate.timerSet) timers.at(order.hardEnd, () => this.#endMachine(machine));
    return this.#seen(machine);
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const now = this.#options.timers.now();
    return this.machinesOf(meetingId)
      .filter((machine) => this.#isShown(machine, now) || knownIds.includes(machine.host.instanceId))
      .map((machine) => this.#seen(machine));
  }

  async find(instanceId: string): Promise<Host | undefined> {
    const machine = this.#machines.get(instanceId);
    return machine && this.#isShown(machine, this.#options.timers.now()) ? this.#seen(machine) : undefined;
  }

  async running(): Promise<readonly Host[]> {
    const now = this.#options.timers.now();
    return [...this.#running].filter((machine) => this.#isShown(machine, now)).map((machine) => this.#seen(machine));
  }

  async end(instanceId: string): Promise<Ending> {
    const machine = this.#machines.get(instanceId);
    if (!machine) return 'unknown';
    this.#endMachine(machine);
    return 'gone';
  }

  async publish(_meetingId: string, host: Host): Promise<Address | undefined> {
    return host.state === 'running' ? { name: host.instanceId, url: `http://${host.instanceId}.example` } : undefined;
  }

  async remove(): Promise<void> {
    // Names are the machines' own here.
  }

  async probe(_meetingId: string, { name }: Address): Promise<Probe> {
    const machine = this.#machines.get(name);
    if (!machine || machine.endedAt !== undefined) return { healthy: false, detail: 'no answer' };
    const age = this.#options.timers.now() - machine.host.launchedAt;
    const healthy = age >= machine.fate.healthyAfter && age < machine.fate.sickensAfter;
    return { healthy, detail: healthy ? 'ready' : 'booting' };
  }

  #endMachine(machine: Machine): void {
    if (machine.endedAt !== undefined) return;
    machine.endedAt = this.#options.timers.now();
    this.#running.delete(machine);
    this.#options.changed(machine.host.instanceId, 'terminated');
  }

  #isShown({ shownFrom, endedAt }: Machine, now: Millis): boolean {
    return now >= shownFrom && (endedAt === undefined || now < endedAt + VISIBLE);
  }

  #seen({ host, fate, endedAt }: Machine): Host {
    if (endedAt !== undefined) return { ...host, state: 'terminated' };
    const running = this.#options.timers.now() >= host.launchedAt + fate.pendingFor;
    return running ? { ...host, state: 'running', publicName: host.instanceId } : host;
  }
}
