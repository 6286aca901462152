import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { HEALTH_PATH } from '../domain/formats.ts';
import { HOST_BEHAVIOR, HOST_KINDS } from '../domain/host-kind.ts';
import type { Health } from '../readiness/ports.ts';
import { adapter, arn, matching, oneOf } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { HttpHealth } from './http-health.ts';
import { JitsiHealth } from './jitsi-health.ts';
import { SecretsManagerSecrets } from './secrets.ts';

/** The health check of the deployment's host kind. */
export const health = adapter(
  {
    HOST_KIND: oneOf(HOST_KINDS),
    HEALTH_PATH: matching(HEALTH_PATH, 'a path that starts with a slash'),
    LINK_SECRET_ARN: arn,
  },
  (env, tools): Health => {
    if (HOST_BEHAVIOR[env.HOST_KIND].health === 'http') return new HttpHealth({ path: env.HEALTH_PATH });
    const client = tools.traced(new SecretsManagerClient(clientConfig));
    return new JitsiHealth({ secrets: new SecretsManagerSecrets(client, env.LINK_SECRET_ARN, tools.clock) });
  },
);
