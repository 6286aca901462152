import { EC2Client, type Filter, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { BILLED_STATES, hasEnded } from '../domain/host-state.ts';
import type { Candidate } from '../domain/meeting.ts';
import { TAGS } from '../domain/tags.ts';
import type { BuildHost } from '../image/ports.ts';
import {
  type TerminationResult,
  type Host,
  type Hosts,
  isBuildHost,
  type LaunchRequest,
  type LaunchPlan,
} from '../ports.ts';
import { adapter, arn, json, launchTemplate, matching, optional, text } from './lambda/adapter.ts';
import { clientConfig, launchConfig } from './lambda/client-config.ts';
import { codeOf, findInstances, hostOf, idFilter, runInstance, runRequest, tagFilter } from './ec2-instances.ts';
import { HostsWithSecrets } from './hosts-with-secrets.ts';
import { SecretsManagerSecrets } from './secrets.ts';

export interface Ec2Config {
  /** The value of the deployment tag. It separates the hosts of deployments in one account. */
  readonly deployment: string;
  readonly launchTemplateId: string;
  readonly launchTemplateVersion: string;
  readonly candidates: readonly Candidate[];
  readonly imageInputs?: string | undefined;
}

/**
 * Hosts on EC2. All parameters of a launch come from the request, and none from the clock or the current configuration.
 * So a launch that is repeated after a lost response or a deployment has the same parameters and the same client token,
 * and EC2 returns the host of the first call.
 */
export class Ec2Hosts implements Hosts {
  readonly #client: EC2Client;
  readonly #launcher: EC2Client;
  readonly #config: Ec2Config;

  /** @param launcher a client that makes no retries, for launches */
  constructor(client: EC2Client, config: Ec2Config, launcher: EC2Client = client) {
    this.#client = client;
    this.#launcher = launcher;
    this.#config = config;
  }

  plan(): LaunchPlan {
    const { candidates, launchTemplateId, launchTemplateVersion, imageInputs } = this.#config;
    const parameters = { launch_template_id: launchTemplateId, launch_template_version: launchTemplateVersion };
    return { candidates, parameters, ...(imageInputs !== undefined && { imageInputs }) };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const { meetingId, revision, role, attempt } = order;
    // The image of the first call may be gone by now.
    const launched = order.again ? await this.#launchedBy(order.clientToken) : undefined;
    if (launched) return launched;
    const tags = {
      Name: `${this.#config.deployment} ${meetingId} ${role}`,
      [TAGS.meeting]: meetingId,
      [TAGS.revision]: String(revision),
      [TAGS.role]: role,
      [TAGS.attempt]: String(attempt),
    };
    const request = runRequest({ ...order, deployment: this.#config.deployment, tags });
    const host = hostOf(await runInstance(this.#launcher, request));
    if (!host || isBuildHost(host)) throw new Error(`EC2 returned no host for the launch of meeting ${meetingId}`);
    return host;
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const tagged = await this.#describe([tagFilter(TAGS.meeting, meetingId)]);
    const missing = knownIds.filter((id) => tagged.every((host) => host.instanceId !== id));
    const known = missing.length === 0 ? [] : await this.#describe([idFilter(missing)]);
    return [...tagged, ...known].filter((host): host is Host => !isBuildHost(host) && host.meetingId === meetingId);
  }

  async find(instanceId: string): Promise<Host | BuildHost | undefined> {
    const [host] = await this.#describe([idFilter([instanceId])]);
    return host;
  }

  running(): Promise<readonly (Host | BuildHost)[]> {
    return this.#describe([{ Name: 'instance-state-name', Values: [...BILLED_STATES] }]);
  }

  /** One instance per call: with several, one invalid id would prevent all terminations. */
  async end(instanceId: string): Promise<TerminationResult> {
    try {
      const { TerminatingInstances } = await this.#client.send(
        new TerminateInstancesCommand({ InstanceIds: [instanceId] }),
      );
      const [{ PreviousState, CurrentState } = {}] = TerminatingInstances ?? [];
      if (!hasEnded({ state: CurrentState?.Name ?? '' })) return 'ending';
      return hasEnded({ state: PreviousState?.Name ?? '' }) ? 'gone' : 'ended';
    } catch (error) {
      const code = codeOf(error);
      if (code === 'InvalidInstanceID.NotFound') return 'unknown';
      // EC2 drops the tags of a host about an hour after its termination; then the tag condition of our policy denies
      // the call (aws/karpenter-provider-aws#1796). A host that EC2 still lists was denied for another reason.
      if (
        code === 'UnauthorizedOperation' &&
        (await findInstances(this.#client, [idFilter([instanceId])])).length === 0
      )
        return 'unknown';
      throw error;
    }
  }

  /** Volumes and interfaces of a host end with it. */
  async removeLeftovers(): Promise<void> {}

  async #launchedBy(clientToken: string): Promise<Host | undefined> {
    const found = await this.#describe([{ Name: 'client-token', Values: [clientToken] }]);
    return found.find((host): host is Host => !isBuildHost(host) && !hasEnded(host));
  }

  async #describe(filters: readonly Filter[]): Promise<readonly (Host | BuildHost)[]> {
    const ours = tagFilter(TAGS.deployment, this.#config.deployment);
    return (await findInstances(this.#client, [ours, ...filters])).flatMap((instance) => hostOf(instance) ?? []);
  }
}

const filled = z.string().check(z.minLength(1));

export const hosts = adapter(
  {
    DEPLOYMENT: text,
    LAUNCH_TEMPLATE: launchTemplate,
    /** Undefined when the deployment builds no images. */
    IMAGE_INPUTS: optional(text, undefined),
    LAUNCH_CANDIDATES: json(z.array(z.object({ subnet_id: filled, instance_type: filled })).check(z.minLength(1))),
    /** Prefix of the names of the hosts' secrets; undefined for host kinds without secrets. */
    HOST_SECRETS: optional(matching(/^[\w+=.@/-]+\/$/, 'a path that ends with a slash'), undefined),
    LINK_SECRET_ARN: arn,
  },
  (env, tools): Hosts => {
    const [launchTemplateId = '', launchTemplateVersion = ''] = env.LAUNCH_TEMPLATE.split(':');
    const config = {
      deployment: env.DEPLOYMENT,
      launchTemplateId,
      launchTemplateVersion,
      candidates: env.LAUNCH_CANDIDATES,
      imageInputs: env.IMAGE_INPUTS,
    };
    const ec2Client = tools.traced(new EC2Client(clientConfig));
    const ec2 = new Ec2Hosts(ec2Client, config, tools.traced(new EC2Client(launchConfig)));
    if (env.HOST_SECRETS === undefined) return ec2;
    const [, partition = '', , region = '', account = ''] = env.LINK_SECRET_ARN.split(':');
    const client = tools.traced(new SecretsManagerClient(clientConfig));
    return new HostsWithSecrets(
      ec2,
      client,
      new SecretsManagerSecrets(client, env.LINK_SECRET_ARN, tools.clock),
      {
        deployment: env.DEPLOYMENT,
        prefix: env.HOST_SECRETS,
        instances: `arn:${partition}:ec2:${region}:${account}:instance/`,
      },
      tools.clock,
    );
  },
);
