import { Route53Client } from '@aws-sdk/client-route-53';
import { HOST_URL } from '../domain/formats.ts';
import type { Addresses } from '../ports.ts';
import { adapter, domainName, hostedZoneId, matching, optional } from './lambda/adapter.ts';
import { route53Config } from './lambda/client-config.ts';
import { DirectAddresses } from './direct-addresses.ts';
import { Route53Addresses } from './route53-addresses.ts';

/** Names in the hosted zone of the deployment, or the public DNS names of the hosts. */
export const addresses = adapter(
  {
    HOSTED_ZONE_ID: optional(hostedZoneId, undefined),
    JITSI_DOMAIN: optional(domainName, undefined),
    HOST_URL: matching(HOST_URL, 'a URL with {host} in it'),
  },
  (env, tools): Addresses =>
    env.HOSTED_ZONE_ID === undefined || env.JITSI_DOMAIN === undefined
      ? new DirectAddresses(env.HOST_URL)
      : new Route53Addresses(tools.traced(new Route53Client(route53Config)), {
          zoneId: env.HOSTED_ZONE_ID,
          domain: env.JITSI_DOMAIN,
        }),
);
