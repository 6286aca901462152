import { BUILD_STEPS } from '../../local/handlers.ts';
import {
  type BuildBehaviour,
  type BuildMachine,
  Builds,
  HostsAndBuilds,
  MemoryStore,
  SOUND_BUILD,
} from '../../local/builds.ts';
import { Engine, type ExecutionView, type HistoryEvent } from '../../local/states-language/index.ts';
import { BUILD_STATE_MACHINE_ARN, buildFunction, imageBuildDefinition } from '../../statemachine/definition.ts';
import { CandidateRefused } from '../../steps/domain/errors.ts';
import type { Millis } from '../../steps/domain/instants.ts';
import type { Candidate } from '../../steps/domain/meeting.ts';
import type { BuildHost, BuildLaunch } from '../../steps/image/ports.ts';
import type { Hosts, Ports } from '../../steps/ports.ts';
import type { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

const DEFINITION = imageBuildDefinition();
/** What the images of the simulated deployment are made from. */
export const IMAGE_INPUTS = 'inputs-1';

export interface BuildOptions {
  readonly behaviourOf?: (build: string) => Partial<BuildBehaviour>;
  /** What is installed now. A deployment can change it. */
  readonly inputs?: () => string;
  /** EC2's error code when it refuses a launch of this candidate now. */
  readonly refusal?: (candidate: Candidate) => string | undefined;
  /** A new host is missing from look-ups for this long. */
  readonly lookUpLag?: (build: string) => Millis;
  /** Called when a host from the image is ready. */
  readonly onTested?: (imageId: string, inputs: string) => void;
  readonly onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
}

/** Hosts of builds as EC2 has them: with refusals, and look-ups that lag. */
class SimulatedBuilds extends Builds {
  readonly #now: () => Millis;
  readonly #options: BuildOptions;
  readonly #machines: MemoryStore<BuildMachine>;

  constructor(now: () => Millis, options: BuildOptions) {
    const machines = new MemoryStore<BuildMachine>();
    super({ now, machines, behaviourOf: (build) => ({ ...SOUND_BUILD, ...options.behaviourOf?.(build) }) });
    this.#now = now;
    this.#options = options;
    this.#machines = machines;
  }

  override async launch(order: BuildLaunch): Promise<BuildHost> {
    const isRepeated = this.machines().some((one) => one.order.clientToken === order.clientToken);
    const refused = isRepeated ? undefined : this.#options.refusal?.(order.candidate);
    if (refused !== undefined) throw new CandidateRefused(refused);
    return super.launch(order);
  }

  override async ofBuild(build: string): Promise<readonly BuildHost[]> {
    const visible = this.#now() - (this.#options.lookUpLag?.(build) ?? 0);
    return (await super.ofBuild(build)).filter(({ launchedAt }) => launchedAt <= visible);
  }

  override async check(host: BuildHost): Promise<{ ready: boolean; detail: string }> {
    const checked = await super.check(host);
    const { imageId } = this.#machines.get(host.instanceId)?.order ?? {};
    if (checked.ready && imageId !== undefined) this.#options.onTested?.(imageId, host.inputs);
    return checked;
  }

  /** Deletes the hosts of a build to free memory. */
  forget(build: string): void {
    for (const { order, instanceId } of this.machines()) if (order.build === build) this.#machines.delete(instanceId);
  }
}

/** The executions that build images, with their hosts and images. */
export class BuildWorld {
  readonly builds: SimulatedBuilds;
  readonly engine: Engine;
  /** Those of meetings and of builds. */
  readonly hosts: Hosts;
  readonly ports: Pick<Ports, 'buildHosts' | 'images' | 'imageCheck'>;

  constructor(
    hosts: Hosts,
    timers: VirtualTimers,
    options: WorldOptions,
    invoke: <T>(invocation: Invocation, run: (ports: Ports) => Promise<T>) => Promise<T>,
  ) {
    const { images } = options;
    this.builds = new SimulatedBuilds(() => timers.now(), images ?? {});
    this.hosts = images ? new HostsAndBuilds(hosts, this.builds, images.inputs ?? (() => IMAGE_INPUTS)) : hosts;
    this.engine = new Engine({
      definition: DEFINITION,
      stateMachineArn: BUILD_STATE_MACHINE_ARN,
      timers,
      invoke: (arn, payload, { executionName }) => {
        const caller = buildFunction(arn);
        return invoke({ caller, meetingId: undefined, build: executionName }, (ports) =>
          BUILD_STEPS[caller](ports)(payload as never),
        );
      },
      ...(options.random && { random: options.random }),
      ...(images?.onChange && { onChange: images.onChange }),
      keepHistory: options.keepHistory ?? true,
    });
    this.ports = { buildHosts: this.builds, images: this.builds, imageCheck: this.builds };
  }
}
