import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerSecrets } from '../../steps/aws/secrets.ts';
import type { Secrets } from '../../steps/ports.ts';
import { Stage } from './stage.ts';

/** A stage on which each function has a cache of the secrets of its own, as on AWS. */
export function stageWithCaches(): Stage {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const caches = new Map<string, Secrets>();
  const stage: Stage = new Stage({
    between: (ports, caller) => {
      if (!caches.has(caller)) caches.set(caller, new SecretsManagerSecrets(client, 'arn:secret', ports.clock));
      return { ...ports, secrets: caches.get(caller)! };
    },
  });
  mockClient(client)
    .on(GetSecretValueCommand)
    .callsFake(() => ({ SecretString: JSON.stringify(stage.world.secrets.ring) }));
  return stage;
}
