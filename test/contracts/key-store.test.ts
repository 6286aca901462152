import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerKeys } from '../../scripts/rotate-links/secrets-manager-keys.ts';
import { MemorySecrets } from '../../simulation/world/memory/secrets.ts';
import { fakeSecretsManager } from '../support/fake-secrets-manager.ts';
import { MemoryKeyStore } from '../support/memory/key-store.ts';
import { keyStoreContract } from './key-store.ts';

keyStoreContract('SecretsManagerKeys', (stored, clock) => {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  fakeSecretsManager(client, stored, clock);
  return new SecretsManagerKeys(client, 'arn:secret');
});

keyStoreContract('MemoryKeyStore', (stored, clock) => new MemoryKeyStore(new MemorySecrets(stored), clock));
