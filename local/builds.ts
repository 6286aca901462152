import { isDeepStrictEqual } from 'node:util';
import { CandidateRefused } from '../steps/domain/errors.ts';
import { type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import { hasEnded, type HostState } from '../steps/domain/host-state.ts';
import type { BuildHost, BuildHosts, BuildLaunch, Image, ImageCheck, Images } from '../steps/image/ports.ts';
import type { Host, Hosts, LaunchPlan, LaunchRequest, TerminationResult } from '../steps/ports.ts';

/** How the hosts and the image of a build behave. Infinity means never. */
export interface BuildBehaviour {
  /** From the launch of the host that is installed until it powers off. */
  readonly installedAfter: Millis;
  readonly imageAfter: Millis;
  readonly imageFails: boolean;
  /** From the launch of the test host. */
  readonly readyAfter: Millis;
  /** Whether its hosts set their own timers. */
  readonly timerSet: boolean;
}

export const SOUND_BUILD: BuildBehaviour = {
  installedAfter: 5 * MINUTE,
  imageAfter: 6 * MINUTE,
  imageFails: false,
  readyAfter: 90 * SECOND,
  timerSet: true,
};

export interface BuildMachine {
  readonly order: BuildLaunch;
  readonly instanceId: string;
  readonly launchedAt: Millis;
  /** When a call ended it. Its own timer stops or ends it without a call. */
  readonly endedAt?: Millis;
}

interface BuiltImage {
  readonly inputs: string;
  readonly createdAt: Millis;
}

/** Records by name, such as `Records` on disk. */
export interface Store<T> {
  all(): readonly (readonly [name: string, value: T])[];
  get(name: string): T | undefined;
  put(name: string, value: T): void;
  delete(name: string): void;
}

export class MemoryStore<T> implements Store<T> {
  readonly #values = new Map<string, T>();
  all(): readonly (readonly [string, T])[] {
    return [...this.#values];
  }
  get(name: string): T | undefined {
    return this.#values.get(name);
  }
  put(name: string, value: T): void {
    this.#values.set(name, value);
  }
  delete(name: string): void {
    this.#values.delete(name);
  }
}

export interface BuildsOptions {
  readonly now: () => Millis;
  readonly behaviourOf: (build: string) => BuildBehaviour;
  readonly machines?: Store<BuildMachine>;
  readonly images?: Store<BuiltImage>;
}

/** Hosts of builds and images, with EC2's rules. The local runtime keeps them on disk, the simulator in memory. */
export class Builds implements BuildHosts, Images, ImageCheck {
  readonly #now: () => Millis;
  readonly #behaviourOf: (build: string) => BuildBehaviour;
  readonly #machines: Store<BuildMachine>;
  readonly #images: Store<BuiltImage>;

  constructor({ now, behaviourOf, machines = new MemoryStore(), images = new MemoryStore() }: BuildsOptions) {
    this.#now = now;
    this.#behaviourOf = behaviourOf;
    this.#machines = machines;
    this.#images = images;
  }

  /** All that were ever launched. */
  machines(): readonly BuildMachine[] {
    return this.#machines.all().map(([, machine]) => machine);
  }

  async launch(order: BuildLaunch): Promise<BuildHost> {
    const earlier = this.machines().find((one) => one.order.clientToken === order.clientToken);
    if (earlier) {
      if (!isDeepStrictEqual(earlier.order, order))
        throw Object.assign(new Error('other parameters'), { name: 'IdempotentParameterMismatch' });
      const host = this.#toHost(earlier);
      if (hasEnded(host)) throw new CandidateRefused('IdempotentInstanceTerminated');
      return host;
    }
    const instanceId = `build-${order.build}-${this.machines().length + 1}`;
    const machine = { order, instanceId, launchedAt: this.#now() };
    this.#machines.put(instanceId, machine);
    return this.#toHost(machine);
  }

  async ofBuild(build: string): Promise<readonly BuildHost[]> {
    return this.machines()
      .filter(({ order }) => order.build === build)
      .map((machine) => this.#toHost(machine));
  }

  async create({ build, inputs }: BuildHost): Promise<void> {
    if (!this.#images.get(build)) this.#images.put(build, { inputs, createdAt: this.#now() });
  }

  async all(): Promise<readonly Image[]> {
    return this.#images.all().map(([build, { inputs, createdAt }]) => {
      const { imageAfter, imageFails } = this.#behaviourOf(build);
      const done = this.#now() >= createdAt + imageAfter;
      return {
        build,
        imageId: imageIdOf(build),
        inputs,
        createdAt,
        state: done ? (imageFails ? 'failed' : 'available') : 'pending',
      };
    });
  }

  async remove(build: string): Promise<void> {
    this.#images.delete(build);
  }

  hasImage(imageId: string): boolean {
    return this.#images.all().some(([build]) => imageIdOf(build) === imageId);
  }

  async check(host: BuildHost): Promise<{ ready: boolean; detail: string }> {
    const { readyAfter } = this.#behaviourOf(host.build);
    const ready = host.state === 'running' && this.#now() >= host.launchedAt + readyAfter;
    return { ready, detail: ready ? 'ready' : 'the host does not answer yet' };
  }

  find(instanceId: string): BuildHost | undefined {
    const machine = this.#machines.get(instanceId);
    return machine && this.#toHost(machine);
  }

  running(): readonly BuildHost[] {
    return this.machines()
      .map((machine) => this.#toHost(machine))
      .filter((host) => !hasEnded(host));
  }

  end(instanceId: string): TerminationResult {
    const machine = this.#machines.get(instanceId);
    if (!machine) return 'unknown';
    if (hasEnded(this.#toHost(machine))) return 'gone';
    this.#machines.put(instanceId, { ...machine, endedAt: this.#now() });
    return 'ended';
  }

  #toHost(machine: BuildMachine): BuildHost {
    const { build, purpose, inputs, hardEnd } = machine.order;
    const { instanceId, launchedAt } = machine;
    return { instanceId, build, purpose, inputs, state: this.#stateOf(machine), launchedAt, hardEnd };
  }

  #stateOf(machine: BuildMachine): HostState {
    const now = this.#now();
    if (machine.endedAt !== undefined) return 'terminated';
    if (now >= this.runsUntil(machine)) return machine.order.purpose === 'install' ? 'stopped' : 'terminated';
    return now < machine.launchedAt + PENDING_FOR ? 'pending' : 'running';
  }

  /** When it powers off, or when a call ended it before; Infinity without either. */
  runsUntil({ order, launchedAt, endedAt = Number.POSITIVE_INFINITY }: BuildMachine): Millis {
    const { installedAfter, timerSet } = this.#behaviourOf(order.build);
    const installed = order.purpose === 'install' ? launchedAt + installedAfter : Number.POSITIVE_INFINITY;
    return Math.min(endedAt, installed, timerSet ? order.hardEnd : Number.POSITIVE_INFINITY);
  }
}

const PENDING_FOR: Millis = 17 * SECOND;
const imageIdOf = (build: string): string => `ami-${build}`;

/** The hosts of meetings and of builds as one port. */
export class HostsAndBuilds implements Hosts {
  readonly #hosts: Hosts;
  readonly #builds: Builds;
  readonly #imageInputs: () => string;

  /** @param imageInputs what the images of this deployment are made from now */
  constructor(hosts: Hosts, builds: Builds, imageInputs: () => string) {
    this.#hosts = hosts;
    this.#builds = builds;
    this.#imageInputs = imageInputs;
  }

  plan(): LaunchPlan {
    return { ...this.#hosts.plan(), imageInputs: this.#imageInputs() };
  }

  launch(request: LaunchRequest): Promise<Host> {
    return this.#hosts.launch(request);
  }

  ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    return this.#hosts.ofMeeting(meetingId, knownIds);
  }

  async find(instanceId: string): Promise<Host | BuildHost | undefined> {
    return this.#builds.find(instanceId) ?? this.#hosts.find(instanceId);
  }

  async running(): Promise<readonly (Host | BuildHost)[]> {
    return [...(await this.#hosts.running()), ...this.#builds.running()];
  }

  async end(instanceId: string): Promise<TerminationResult> {
    return this.#builds.find(instanceId) ? this.#builds.end(instanceId) : this.#hosts.end(instanceId);
  }

  removeLeftovers(): Promise<void> {
    return this.#hosts.removeLeftovers();
  }
}
