import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { MemoryClock } from '../../support/memory/clock.ts';
import { UnknownKey } from '../../../steps/domain/errors.ts';
import { keyIdOf, type KeyRing, parseKeyRing, withKey } from '../../../steps/domain/key-ring.ts';
import { SecretsManagerSecrets } from '../../../steps/aws/secrets.ts';
import { t } from '../../support/meeting.ts';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const OLD_RING = parseKeyRing(OLD);
const NEW_RING = withKey(OLD_RING, NEW);

describe("the deployment's secrets", () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const service = mockClient(client);
  let clock: MemoryClock;
  let secrets: SecretsManagerSecrets;

  /** Secrets Manager has these versions. Undefined: there is none. */
  const store = (current: string | KeyRing | undefined, previous?: string | KeyRing): void => {
    const respond = (stored: typeof current) =>
      stored === undefined
        ? Promise.reject(new ResourceNotFoundException({ message: 'no such version', $metadata: {} }))
        : Promise.resolve({ SecretString: typeof stored === 'string' ? stored : JSON.stringify(stored) });
    service.on(GetSecretValueCommand, { SecretId: 'arn:secret' }).callsFake(() => respond(current));
    service
      .on(GetSecretValueCommand, { SecretId: 'arn:secret', VersionStage: 'AWSPREVIOUS' })
      .callsFake(() => respond(previous));
  };
  const reads = (): number => service.commandCalls(GetSecretValueCommand).length;

  beforeEach(() => {
    service.reset();
    clock = new MemoryClock(t(0));
    secrets = new SecretsManagerSecrets(client, 'arn:secret', clock);
  });

  it('are fetched at most once in five minutes', async () => {
    store(OLD_RING);
    expect(await secrets.keyRing()).toEqual(OLD_RING);
    store(NEW_RING);
    clock.advance(299_999);
    expect(await secrets.keyRing()).toEqual(OLD_RING);
    expect(reads()).toBe(1);
    clock.advance(1);
    expect(await secrets.keyRing()).toEqual(NEW_RING);
  });

  it('are fetched again for a key that the cache lacks', async () => {
    store(OLD_RING);
    await secrets.keyRing();
    store(NEW_RING);
    expect(await secrets.linkSecret(keyIdOf(NEW))).toBe(NEW);
    expect(await secrets.linkSecret(keyIdOf(OLD))).toBe(OLD);
    expect(await secrets.linkSecret(undefined)).toBe(OLD);
    expect(reads()).toBe(2);
  });

  it('are fetched at most once in ten seconds for a key that does not exist', async () => {
    store(OLD_RING);
    await secrets.keyRing();
    for (let call = 0; call < 1_000; call++)
      await expect(secrets.linkSecret(call % 2 === 0 ? 'kx' : 'ky')).rejects.toBeInstanceOf(UnknownKey);
    expect(reads()).toBe(3);
    clock.advance(10_000);
    store(NEW_RING);
    expect(await secrets.linkSecret(keyIdOf(NEW))).toBe(NEW);
  });

  it('are fetched again after an error, also for a key that the cache lacks', async () => {
    store(OLD_RING);
    await secrets.keyRing();
    service.on(GetSecretValueCommand).rejects(new Error('no'));
    await expect(secrets.linkSecret(keyIdOf(NEW))).rejects.toThrow('no');
    store(NEW_RING);
    expect(await secrets.linkSecret(keyIdOf(NEW))).toBe(NEW);
  });

  it.each<[string, string | KeyRing]>([
    ['a plain secret', OLD],
    ['a ring', OLD_RING],
  ])('keep the keys of %s that somebody replaced by a plain secret', async (_what, before) => {
    store(NEW, before);
    expect(await secrets.keyRing()).toEqual(NEW_RING);
    expect(await secrets.linkSecret(undefined)).toBe(OLD);
  });

  it.each([undefined, '', '{"not": "ours"}'])('do not need a previous version, and ignore %j', async (previous) => {
    store(NEW, previous);
    expect(await secrets.keyRing()).toEqual(parseKeyRing(NEW));
  });

  it('have no dropped key again from the previous version', async () => {
    store(parseKeyRing(NEW), NEW_RING);
    await expect(secrets.linkSecret(keyIdOf(OLD))).rejects.toBeInstanceOf(UnknownKey);
  });

  it.each(['short', undefined, '{"current": "ka", "keys": {"ka": "secret"}}', '{"current'])(
    'are rejected when they are not valid (%j), and are not in the message',
    async (SecretString) => {
      service.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });
      const thrown = (await secrets.keyRing().catch((error: unknown) => error)) as Error;
      expect(thrown).toBeInstanceOf(RangeError);
      expect(thrown.message).toMatch(/^the link secret (has fewer|is neither)/);
      expect(String(thrown.stack)).not.toContain('"ka"');
    },
  );
});
