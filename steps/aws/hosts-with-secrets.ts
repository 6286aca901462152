import {
  CreateSecretCommand,
  DeleteSecretCommand,
  paginateListSecrets,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { hasEnded } from '../domain/host-state.ts';
import { type Millis, SECOND } from '../domain/instants.ts';
import { roomSecrets } from '../domain/rooms.ts';
import { TAGS } from '../domain/tags.ts';
import type { BuildHost } from '../image/ports.ts';
import type { Clock, TerminationResult, Host, Hosts, LaunchRequest, LaunchPlan, Secrets } from '../ports.ts';

/** A host reads its secret when it boots. After this time, a wrongly empty look-up does no harm. */
const SECRET_KEPT_FOR: Millis = 3_600 * SECOND;

export interface HostsWithSecretsConfig {
  readonly deployment: string;
  /** Prefix of the name of a host's secret; the instance id follows. */
  readonly prefix: string;
  /** `arn:aws:ec2:eu-west-1:123456789012:instance/`; the instance id follows. */
  readonly instances: string;
}

/**
 * Hosts with secrets. A launch writes the secrets of the meeting to Secrets Manager under the instance id, and the end
 * of the host deletes them. A launch whose secrets are not written fails; its retry finds the host and writes them.
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
    // Read before the launch, so that a failure launches nothing.
    const linkSecret = await this.#secrets.linkSecret(order.keyId);
    const host = await this.#hosts.launch(order);
    await this.#createSecret(host, linkSecret);
    return host;
  }

  ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    return this.#hosts.ofMeeting(meetingId, knownIds);
  }

  find(instanceId: string): Promise<Host | BuildHost | undefined> {
    return this.#hosts.find(instanceId);
  }

  running(): Promise<readonly (Host | BuildHost)[]> {
    return this.#hosts.running();
  }

  async end(instanceId: string): Promise<TerminationResult> {
    const ending = await this.#hosts.end(instanceId);
    await this.#deleteSecret(instanceId);
    return ending;
  }

  /**
   * Deletes secrets whose host is gone: EC2 shows it as terminated, or does not list its id. A new host is not listed at
   * first, so young secrets stay.
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
        if (!host || hasEnded(host)) await this.#deleteSecret(instanceId);
      }
    }
  }

  /** The secrets are derived from the meeting id, so an existing secret has the same value. */
  async #createSecret({ instanceId, meetingId }: Host, linkSecret: string): Promise<void> {
    const { deployment, prefix, instances } = this.#config;
    try {
      await this.#client.send(
        new CreateSecretCommand({
          Name: `${prefix}${instanceId}`,
          Description: 'Secrets of one host, deleted when the host ends',
          SecretString: JSON.stringify(roomSecrets(linkSecret, meetingId)),
          Tags: [
            { Key: TAGS.deployment, Value: deployment },
            // The policy of the hosts compares it: only the instance with this ARN can read the secret.
            { Key: TAGS.host, Value: `${instances}${instanceId}` },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }

  /** Without a recovery window, which would be billed. */
  async #deleteSecret(instanceId: string): Promise<void> {
    try {
      await this.#client.send(
        new DeleteSecretCommand({ SecretId: `${this.#config.prefix}${instanceId}`, ForceDeleteWithoutRecovery: true }),
      );
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}
