import { join } from 'node:path';
import { BUILD_STATE_MACHINE_ARN, buildFunction, imageBuildDefinition } from '../statemachine/definition.ts';
import type { BuildFunction } from '../statemachine/image-build.ts';
import { SECOND } from '../steps/domain/instants.ts';
import type { Hosts } from '../steps/ports.ts';
import { Builds, HostsAndBuilds, SOUND_BUILD } from './builds.ts';
import type { LocalClock } from './clock.ts';
import { Executions } from './executions.ts';
import { Records } from './files.ts';
import type { Timers } from './states-language/index.ts';

export interface LocalBuildsOptions {
  readonly folder: string;
  readonly clock: LocalClock;
  readonly callTimers: Timers;
  run(name: BuildFunction, payload: never, execution: string): Promise<unknown>;
  readonly failed: (execution: string) => void;
  readonly reportDisk: (problem: string | undefined) => void;
}

/** What the images of the local runtime are made from. */
const IMAGE_INPUTS = 'local';

/** Builds of images in the local runtime: the deployed definition and steps, with hosts that exist only as records. */
export class LocalBuilds {
  readonly builds: Builds;
  readonly executions: Executions;
  readonly #clock: LocalClock;
  #latest = '';

  constructor({ folder, clock, callTimers, run, failed, reportDisk }: LocalBuildsOptions) {
    this.#clock = clock;
    this.builds = new Builds({
      now: () => clock.now(),
      behaviourOf: () => SOUND_BUILD,
      machines: new Records(join(folder, 'hosts')),
      images: new Records(join(folder, 'images')),
    });
    this.executions = new Executions(
      join(folder, 'executions'),
      {
        definition: imageBuildDefinition(),
        stateMachineArn: BUILD_STATE_MACHINE_ARN,
        timers: clock,
        callTimers,
        invoke: (arn, payload, { executionName }) => run(buildFunction(arn), payload as never, executionName),
      },
      (executionArn, status) => {
        if (status !== 'SUCCEEDED') failed(executionArn);
      },
      reportDisk,
    );
  }

  /** The hosts of meetings and of builds. */
  with(hosts: Hosts): Hosts {
    return new HostsAndBuilds(hosts, this.builds, () => IMAGE_INPUTS);
  }

  /** Starts a build. It does nothing while the image is young. */
  async start(): Promise<void> {
    this.#latest = `build-${this.#clock.now()}`;
    await this.executions.start(this.#latest, {});
  }

  /** The states of the latest build that are tasks, and when each was entered. */
  timeline(): string[] {
    const entered = (this.executions.history(this.#latest) ?? []).filter(({ type }) => type === 'TaskStateEntered');
    const first = entered[0]?.at ?? 0;
    return entered
      .filter(({ state }, index) => state !== entered[index - 1]?.state)
      .map(({ at, state }) => `${String(Math.round((at - first) / SECOND)).padStart(5)} s  ${state}`);
  }
}
