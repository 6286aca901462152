import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { MemoryClock } from '../support/memory/clock.ts';
import { fixedSecrets } from '../support/memory/fixed.ts';
import { SecretsManagerSecrets } from '../../steps/aws/secrets.ts';
import { t } from '../support/meeting.ts';
import { secretsContract } from './secrets.ts';

secretsContract('SecretsManagerSecrets', () => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  mockClient(client)
    .on(GetSecretValueCommand)
    .resolves({ SecretString: 's'.repeat(48) });
  return new SecretsManagerSecrets(client, 'arn:secret', new MemoryClock(t(0)));
});

secretsContract('fixedSecrets', () => fixedSecrets());
