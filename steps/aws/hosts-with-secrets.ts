import {
  CreateSecretCommand,
  DeleteSecretCommand,
  paginateListSecrets,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Millis, SECOND } from '../domain/instants.ts';
import { roomSecrets } from '../domain/rooms.ts';
import { TAGS } from '../domain/tags.ts';
import type { Clock, TerminationResult, Host, Hosts, LaunchRequest, LaunchPlan, Secrets } from '../ports.ts';

/** A host reads its secret when it boots. After this time, a wrongly empty look-up does no harm. */
const SECRET_KEPT_FOR: Millis = 3_600 * SECOND;

export interface HostsWithSecretsConfig {
  readonly deployment: string;
  /** Before the instance id, in the name of a host's secret. */
  readonly prefix: string;
  /** `arn:aws:ec2:eu-west-1:123456789012:instance/`, before the instance id. */
  readonly instances: string;
}

/**
 * Hosts that have secrets: each gets its meeting's own with its launch, in Secrets Manager under its
 * instance id, and loses them with its end. A launch is complete only with them: when handing them
 * over fails, the launch is asked for again, finds its host, and hands them over.
 */
export class HostsWithSecrets implements Hosts {
  readonly #hosts: Hosts;
  readonly #client: SecretsManagerClient;
  readonly #secrets: Pick<Secrets, 'linkSecret'>;
  readonly #config: HostsWithSecretsConfig;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    hosts: Hosts,
    client: SecretsManagerClient,
    secrets: Pick<Secrets, 'linkSecret'>,
    config: HostsWithSecretsConfig,
    clock: Pick<Clock, 'now'>,
  ) {
    this.#hosts = hosts;
    this.#client = client;
    this.#secrets = secrets;
    this.#config = config;
    this.#clock = clock;
  }

  plan(): LaunchPlan {
    return this.#hosts.plan();
  }

  async launch(order: LaunchRequest): Promise<Host> {
    // First what may fail without a host: then nothing is launched.
    const linkSecret = await this.#secrets.linkSecret();
    const host = await this.#hosts.launch(order);
    await this.#handOver(host, linkSecret);
    return host;
  }

  ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    return this.#hosts.ofMeeting(meetingId, knownIds);
  }

  find(instanceId: string): Promise<Host | undefined> {
    return this.#hosts.find(instanceId);
  }

  running(): Promise<readonly Host[]> {
    return this.#hosts.running();
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const ending = await this.#hosts.end(instanceId);
    await this.#takeBack(instanceId);
    return ending;
  }

  /**
   * Deletes secrets whose host is gone for sure: EC2 shows it as terminated, or no longer knows its id. A new host is
   * not visible at first, so young secrets stay.
   */
  async removeLeftovers(): Promise<void> {
    const { prefix } = this.#config;
    const filters = { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
    const oldest = this.#clock.now() - SECRET_KEPT_FOR;
    for await (const { SecretList = [] } of paginateListSecrets({ client: this.#client }, filters)) {
      for (const { Name = '', CreatedDate } of SecretList) {
        if (!Name.startsWith(prefix) || !CreatedDate || CreatedDate.getTime() > oldest) continue;
        const instanceId = Name.slice(prefix.length);
        const host = await this.#hosts.find(instanceId);
        if (!host || host.state === 'shutting-down' || host.state === 'terminated') await this.#takeBack(instanceId);
      }
    }
  }

  /** What is handed over is derived from the meeting's id, so a secret that is there already is the same. */
  async #handOver({ instanceId, meetingId }: Host, linkSecret: string): Promise<void> {
    const { deployment, prefix, instances } = this.#config;
    try {
      await this.#client.send(
        new CreateSecretCommand({
          Name: `${prefix}${instanceId}`,
          Description: 'Of one host, as long as it lives',
          SecretString: JSON.stringify(roomSecrets(linkSecret, meetingId)),
          Tags: [
            { Key: TAGS.deployment, Value: deployment },
            // Read by the hosts' own policy: only the machine with this arn gets the secret.
            { Key: TAGS.host, Value: `${instances}${instanceId}` },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }

  /** At once, not after a time in which it could be brought back: it would be paid for. */
  async #takeBack(instanceId: string): Promise<void> {
    try {
      await this.#client.send(
        new DeleteSecretCommand({ SecretId: `${this.#config.prefix}${instanceId}`, ForceDeleteWithoutRecovery: true }),
      );
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}
