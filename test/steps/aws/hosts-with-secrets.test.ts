import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  ListSecretsCommand,
  type DeleteSecretCommandInput,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { MemoryClock } from '../../support/memory/clock.ts';
import { MemoryHosts } from '../../support/memory/hosts.ts';
import { HostsWithSecrets } from '../../../steps/aws/hosts-with-secrets.ts';
import { keyMatches } from '../../../steps/domain/links.ts';
import { roomSecrets } from '../../../steps/domain/rooms.ts';
import type { LaunchRequest } from '../../../steps/ports.ts';
import { ID, t } from '../../support/meeting.ts';

const SECRET = 's'.repeat(48);
const stub = (client: SecretsManagerClient) => mockClient(client);
const $metadata = { httpStatusCode: 400 };

describe('a host with secrets', () => {
  let secretsManager: ReturnType<typeof stub>;
  let hosts: HostsWithSecrets;
  let machines: MemoryHosts;
  const kept = new Map<string, { readonly text: string; readonly tags: Readonly<Record<string, string>> }>();
  let order: LaunchRequest;

  let clock: MemoryClock;

  beforeEach(() => {
    kept.clear();
    const client = new SecretsManagerClient({ region: 'eu-west-1' });
    secretsManager = stub(client);
    secretsManager
      .on(CreateSecretCommand)
      .callsFake(({ Name = '', SecretString = '', Tags }: CreateSecretCommandInput) => {
        if (kept.has(Name)) throw new ResourceExistsException({ message: 'there', $metadata });
        kept.set(Name, { text: SecretString, tags: Object.fromEntries(Tags!.map(({ Key, Value }) => [Key, Value])) });
        return {};
      });
    secretsManager
      .on(DeleteSecretCommand)
      .callsFake(({ SecretId = '', ForceDeleteWithoutRecovery }: DeleteSecretCommandInput) => {
        expect(ForceDeleteWithoutRecovery).toBe(true);
        if (!kept.delete(SecretId)) throw new ResourceNotFoundException({ message: 'not there', $metadata });
        return {};
      });
    secretsManager.on(ListSecretsCommand).callsFake(() => ({
      SecretList: [...kept.keys(), 'of-another/hosts/i-9'].map((Name) => ({ Name, CreatedDate: new Date(t(-10)) })),
    }));
    clock = new MemoryClock(t(-10));
    machines = new MemoryHosts(clock);
    hosts = new HostsWithSecrets(
      machines,
      client,
      { linkSecret: async () => SECRET },
      {
        deployment: 'this-one',
        prefix: 'this-one/hosts/',
        instances: 'arn:aws:ec2:eu-west-1:123456789012:instance/',
      },
      clock,
    );
    const { candidates, parameters } = hosts.plan();
    order = {
      meetingId: ID,
      revision: 1,
      role: 'room',
      attempt: 1,
      clientToken: 'token-1',
      hardEnd: t(120),
      candidate: candidates[0]!,
      parameters,
    };
  });

  it('has the secrets of its meeting under its id, tagged with its ARN', async () => {
    const { instanceId } = await hosts.launch(order);
    const { text, tags } = kept.get(`this-one/hosts/${instanceId}`)!;
    expect(JSON.parse(text)).toEqual(roomSecrets(SECRET, ID));
    expect(tags).toEqual({
      'elephant:deployment': 'this-one',
      'elephant:host': `arn:aws:ec2:eu-west-1:123456789012:instance/${instanceId}`,
    });
  });

  it('has a key that differs from those of people and other meetings', () => {
    const { host_key } = roomSecrets(SECRET, ID);
    expect(keyMatches(SECRET, ID, 'host', 1, host_key)).toBe(true);
    expect(keyMatches(SECRET, ID, 'host', 7, host_key)).toBe(true);
    expect(keyMatches(SECRET, ID, 'teacher', 1, host_key)).toBe(false);
    expect(keyMatches(SECRET, 'other00000000000', 'host', 1, host_key)).toBe(false);
    expect(JSON.stringify(roomSecrets(SECRET, ID))).not.toContain(SECRET);
  });

  it('is launched once when writing its secrets fails at first', async () => {
    secretsManager.on(CreateSecretCommand).rejectsOnce(new Error('lost'));
    await expect(hosts.launch(order)).rejects.toThrow('lost');
    secretsManager.on(CreateSecretCommand).resolves({});
    await hosts.launch(order);
    expect([...machines.all()]).toHaveLength(1);
  });

  it('keeps its secrets when the launch is repeated', async () => {
    await hosts.launch(order);
    await hosts.launch(order);
    expect(kept.size).toBe(1);
  });

  it('loses its secrets when it ends; ending is repeatable', async () => {
    const { instanceId } = await hosts.launch(order);
    await hosts.end(instanceId);
    expect(kept.size).toBe(0);
    await hosts.end(instanceId);
    await hosts.end('i-nobody');
  });

  it('whose host ended without its secret loses it in a sweep an hour later, and a running host keeps its own', async () => {
    const gone = await hosts.launch(order);
    const running = await hosts.launch({ ...order, clientToken: 'token-2' });
    await machines.end(gone.instanceId);
    await hosts.removeLeftovers();
    expect(kept.size).toBe(2);
    clock.advance(3_600_001);
    await hosts.removeLeftovers();
    expect([...kept.keys()]).toEqual([`this-one/hosts/${running.instanceId}`]);
  });
});
