import { EC2Client } from '@aws-sdk/client-ec2';
import { TAGS } from '../domain/tags.ts';
import type { BuildHost, BuildHosts, BuildLaunch } from '../image/ports.ts';
import { isBuildHost } from '../ports.ts';
import { adapter, launchTemplate, text } from './lambda/adapter.ts';
import { clientConfig, launchConfig } from './lambda/client-config.ts';
import { findInstances, hostOf, runInstance, runRequest, tagFilter } from './ec2-instances.ts';

export interface BuildHostsConfig {
  readonly deployment: string;
  /** `id:version`. Its role may read no secret and no certificate. */
  readonly launchTemplate: string;
}

/** Hosts of builds on EC2, from a launch template of their own. */
export class Ec2BuildHosts implements BuildHosts {
  readonly #client: EC2Client;
  readonly #launcher: EC2Client;
  readonly #config: BuildHostsConfig;

  /** @param launcher a client that makes no retries, for launches */
  constructor(client: EC2Client, config: BuildHostsConfig, launcher: EC2Client = client) {
    this.#client = client;
    this.#launcher = launcher;
    this.#config = config;
  }

  async launch(order: BuildLaunch): Promise<BuildHost> {
    const { build, purpose, inputs } = order;
    const { deployment, launchTemplate } = this.#config;
    const [launch_template_id = '', launch_template_version = ''] = launchTemplate.split(':');
    const image = order.imageId === undefined ? {} : { image_id: order.imageId };
    const parameters = { launch_template_id, launch_template_version, ...image };
    const tags = {
      Name: `${deployment} build ${build} ${purpose}`,
      [TAGS.build]: build,
      [TAGS.role]: purpose,
      [TAGS.inputs]: inputs,
    };
    const instance = await runInstance(this.#launcher, {
      ...runRequest({ ...order, deployment, parameters, tags }),
      // Its disk becomes the image.
      ...(purpose === 'install' && { InstanceInitiatedShutdownBehavior: 'stop' }),
    });
    const host = hostOf(instance);
    if (!host || !isBuildHost(host)) throw new Error(`EC2 returned no host for the build ${build}`);
    return host;
  }

  async ofBuild(build: string): Promise<readonly BuildHost[]> {
    const filters = [tagFilter(TAGS.deployment, this.#config.deployment), tagFilter(TAGS.build, build)];
    const hosts = (await findInstances(this.#client, filters)).flatMap((instance) => hostOf(instance) ?? []);
    return hosts.filter(isBuildHost);
  }
}

export const buildHosts = adapter(
  { DEPLOYMENT: text, BUILD_LAUNCH_TEMPLATE: launchTemplate },
  (env, tools): BuildHosts =>
    new Ec2BuildHosts(
      tools.traced(new EC2Client(clientConfig)),
      { deployment: env.DEPLOYMENT, launchTemplate: env.BUILD_LAUNCH_TEMPLATE },
      tools.traced(new EC2Client(launchConfig)),
    ),
);
