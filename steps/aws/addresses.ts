import { Route53Client } from '@aws-sdk/client-route-53';
import type { Addresses } from '../ports.ts';
import { adapter, domainName, matching, optional } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { DirectAddresses } from './direct-addresses.ts';
import { Route53Addresses } from './route53-addresses.ts';

/** Names in the hosted zone of the deployment, or the public DNS names of the hosts. */
export const addresses = adapter(
  {
    HOSTED_ZONE_ID: optional(matching(/^Z[0-9A-Z]+$/, 'the id of a zone'), undefined),
    JITSI_DOMAIN: optional(domainName, undefined),
    HOST_URL: matching(/^https?:\/\/\{host\}\S*$/, 'a URL with {host} in it'),
  },
  (env, tools): Addresses =>
    env.HOSTED_ZONE_ID === undefined || env.JITSI_DOMAIN === undefined
      ? new DirectAddresses(env.HOST_URL)
      : new Route53Addresses(
          // An account has five requests per second, so more retries are needed; requests are few.
          tools.traced(new Route53Client({ ...clientConfig, maxAttempts: 6 })),
          { zoneId: env.HOSTED_ZONE_ID, domain: env.JITSI_DOMAIN },
        ),
);
