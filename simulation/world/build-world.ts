import { BUILD_STEPS } from '../../local/handlers.ts';
import { type BuildBehaviour, Builds, HostsAndBuilds, SOUND_BUILD } from '../../local/builds.ts';
import { Engine } from '../../local/states-language/index.ts';
import { BUILD_STATE_MACHINE_ARN, buildFunction, imageBuildDefinition } from '../../statemachine/definition.ts';
import type { Hosts, Ports } from '../../steps/ports.ts';
import type { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

const DEFINITION = imageBuildDefinition();
/** What the images of the simulated deployment are made from. */
export const IMAGE_INPUTS = 'inputs-1';

export interface BuildOptions {
  readonly behaviourOf?: (build: string) => Partial<BuildBehaviour>;
}

/** The executions that build images, with their hosts and images. */
export class BuildWorld {
  readonly builds: Builds;
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
    this.builds = new Builds({
      now: () => timers.now(),
      behaviourOf: (build) => ({ ...SOUND_BUILD, ...images?.behaviourOf?.(build) }),
    });
    this.hosts = images ? new HostsAndBuilds(hosts, this.builds, IMAGE_INPUTS) : hosts;
    this.engine = new Engine({
      definition: DEFINITION,
      stateMachineArn: BUILD_STATE_MACHINE_ARN,
      timers,
      invoke: (arn, payload) => {
        const name = buildFunction(arn);
        return invoke({ caller: name, meetingId: undefined }, (ports) => BUILD_STEPS[name](ports)(payload as never));
      },
      ...(options.random && { random: options.random }),
      keepHistory: options.keepHistory ?? true,
    });
    this.ports = { buildHosts: this.builds, images: this.builds, imageCheck: this.builds };
  }
}
