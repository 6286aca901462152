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
import type { Ec2Model } from '../../../simulation/world/model/ec2.ts';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';
import { HostsWithSecrets } from '../../../steps/aws/hosts-with-secrets.ts';
import { keyMatches } from '../../../steps/domain/links.ts';
import { roomSecrets } from '../../../steps/domain/rooms.ts';
import type { LaunchRequest } from '../../../steps/ports.ts';
import { aLaunch, ec2Model } from '../../support/ec2-model.ts';
import { ID, t } from '../../support/meeting.ts';

const SECRET = 's'.repeat(48);
const stub = (client: SecretsManagerClient) => mockClient(client);
const $metadata = { httpStatusCode: 400 };

describe('a host with secrets', () => {
  let secretsManager: ReturnType<typeof stub>;
  let hosts: HostsWithSecrets;
  let ec2: Ec2Model;
  let timers: VirtualTimers;
  const kept = new Map<string, { readonly text: string; readonly tags: Readonly<Record<string, string>> }>();
  let request: LaunchRequest;

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
    timers = new VirtualTimers(t(-10));
    ec2 = ec2Model(timers);
    hosts = new HostsWithSecrets(
      ec2,
      client,
      { linkSecret: async () => SECRET },
      {
        deployment: 'this-one',
        prefix: 'this-one/hosts/',
        instances: 'arn:aws:ec2:eu-west-1:123456789012:instance/',
      },
      timers,
    );
    request = aLaunch(hosts);
  });

  it('has the secrets of its meeting under its id, tagged with its ARN', async () => {
    const { instanceId } = await hosts.launch(request);
    const { text, tags } = kept.get(`this-one/hosts/${instanceId}`)!;
    expect(JSON.parse(text)).toEqual(roomSecrets(SECRET, ID));
    expect(tags).toEqual({
      'elephant:deployment': 'this-one',
      'elephant:host': `arn:aws:ec2:eu-west-1:123456789012:instance/${instanceId}`,
    });
  });

  it('has a key that differs from those of people and other meetings', () => {
    const { host_key } = roomSecrets(SECRET, ID);
    expect(keyMatches(SECRET, { id: ID }, 'host', host_key)).toBe(true);
    expect(keyMatches(SECRET, { id: ID, links: { teacher: 7, student: 7 } }, 'host', host_key)).toBe(true);
    expect(keyMatches(SECRET, { id: ID }, 'teacher', host_key)).toBe(false);
    expect(keyMatches(SECRET, { id: 'other00000000000' }, 'host', host_key)).toBe(false);
    expect(JSON.stringify(roomSecrets(SECRET, ID))).not.toContain(SECRET);
  });

  it('is launched once when writing its secrets fails at first', async () => {
    secretsManager.on(CreateSecretCommand).rejectsOnce(new Error('lost'));
    await expect(hosts.launch(request)).rejects.toThrow('lost');
    secretsManager.on(CreateSecretCommand).resolves({});
    await hosts.launch(request);
    expect([...ec2.machines()]).toHaveLength(1);
  });

  it('keeps its secrets when the launch is repeated', async () => {
    await hosts.launch(request);
    await hosts.launch(request);
    expect(kept.size).toBe(1);
  });

  it('loses its secrets when it ends; ending is repeatable', async () => {
    const { instanceId } = await hosts.launch(request);
    await hosts.end(instanceId);
    expect(kept.size).toBe(0);
    await hosts.end(instanceId);
    await hosts.end('i-nobody');
  });

  it('that ended by itself loses its secrets in a sweep an hour later; a running host keeps its secrets', async () => {
    const gone = await hosts.launch(request);
    const running = await hosts.launch({ ...request, clientToken: 'token-2' });
    await ec2.end(gone.instanceId);
    await hosts.removeLeftovers();
    expect(kept.size).toBe(2);
    await timers.advanceBy(3_600_001);
    await hosts.removeLeftovers();
    expect([...kept.keys()]).toEqual([`this-one/hosts/${running.instanceId}`]);
  });
});
