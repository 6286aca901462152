import { join } from 'node:path';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { FileSecrets } from '../../local/file-secrets.ts';
import { writeJson } from '../../local/files.ts';
import { MemorySecrets } from '../../simulation/world/memory/secrets.ts';
import { SecretsManagerSecrets } from '../../steps/aws/secrets.ts';
import { MemoryClock } from '../support/memory/clock.ts';
import { newFolder } from '../support/runtime.ts';
import { t } from '../support/meeting.ts';
import { secretsContract } from './secrets.ts';

const textOf = (stored: unknown): string => (typeof stored === 'string' ? stored : JSON.stringify(stored));

secretsContract('SecretsManagerSecrets', (stored) => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const noSuchVersion = new ResourceNotFoundException({ message: 'no previous version', $metadata: {} });
  mockClient(client)
    .on(GetSecretValueCommand)
    .resolves({ SecretString: textOf(stored) })
    .on(GetSecretValueCommand, { VersionStage: 'AWSPREVIOUS' })
    .rejects(noSuchVersion);
  return new SecretsManagerSecrets(client, 'arn:secret', new MemoryClock(t(0)));
});

secretsContract('FileSecrets', (stored) => {
  const folder = newFolder();
  writeJson(join(folder, 'link-secret.json'), stored);
  return new FileSecrets(folder);
});

secretsContract('MemorySecrets', (stored) => new MemorySecrets(textOf(stored)));
