import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { MemoryClock } from '../../support/memory/clock.ts';
import { SecretsManagerSecrets } from '../../../steps/aws/secrets.ts';
import { t } from '../../support/meeting.ts';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);

describe("the deployment's secret", () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const service = mockClient(client);
  beforeEach(() => {
    service.reset();
  });

  it('is fetched at most once in five minutes', async () => {
    service
      .on(GetSecretValueCommand, { SecretId: 'arn:secret' })
      .resolvesOnce({ SecretString: OLD })
      .resolves({ SecretString: NEW });
    const clock = new MemoryClock(t(0));
    const secrets = new SecretsManagerSecrets(client, 'arn:secret', clock);
    expect(await secrets.linkSecret()).toBe(OLD);
    clock.advance(299_999);
    expect(await secrets.linkSecret()).toBe(OLD);
    clock.advance(1);
    expect(await secrets.linkSecret()).toBe(NEW);
  });

  it.each([{ SecretString: 'short' }, {}])(
    'is rejected when it is too short, and is not in the message',
    async (response) => {
      service.on(GetSecretValueCommand).resolves(response);
      const secrets = new SecretsManagerSecrets(client, 'arn:secret', new MemoryClock(t(0)));
      await expect(secrets.linkSecret()).rejects.toThrow(
        new RangeError('the link secret has fewer than 32 characters'),
      );
    },
  );

  it('is fetched again after an error', async () => {
    service.on(GetSecretValueCommand).rejectsOnce(new Error('no')).resolves({ SecretString: OLD });
    const secrets = new SecretsManagerSecrets(client, 'arn:secret', new MemoryClock(t(0)));
    await expect(secrets.linkSecret()).rejects.toThrow('no');
    expect(await secrets.linkSecret()).toBe(OLD);
  });
});
