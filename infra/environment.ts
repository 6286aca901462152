import type { Stack } from 'aws-cdk-lib/core';
import type { Config } from './config.ts';
import type { EnvironmentName } from './environment-names.ts';
import { type FunctionName, variablesOf } from './functions.ts';
import type { Resources } from './constructs/resources.ts';

/** A function's environment; a value that was not decided (the domain) is left out. */
export function environmentOf(name: FunctionName, config: Config, resources: Resources): Record<string, string> {
  const values = allValues(config, resources);
  return Object.fromEntries(
    variablesOf(name).flatMap((variable) => {
      const value = values[variable];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}

function allValues(config: Config, resources: Resources): Record<EnvironmentName, string | undefined> {
  const { hosts, arns, names, table, scheduler, linkSecret } = resources;
  return {
    TABLE_NAME: table.tableName,
    JITSI_DOMAIN: config.domain,
    STATE_MACHINE_ARN: arns.stateMachine,
    SAFETY_NET_ARN: arns.sweep,
    SCHEDULER_ROLE_ARN: scheduler.role.roleArn,
    SCHEDULE_GROUP: names.scheduleGroup,
    DEAD_LETTER_QUEUE_ARN: scheduler.deadLetters.queueArn,
    LINK_SECRET_ARN: linkSecret.secretArn,
    ALLOWED_ORIGINS: config.allowedOrigins.join(','),
    TIMETABLE: JSON.stringify(config.timetable),
    HOST_KIND: config.hostKind,
    HOST_ROLES: config.hostRoles.join(','),
    HOST_URL: config.hostUrl,
    HEALTH_PATH: config.healthPath,
    HOSTED_ZONE_ID: config.hostKind === 'jitsi' ? config.hostedZoneId : undefined,
    MAX_IN_FLIGHT: String(config.maxInFlight),
    HOST_DOLLARS_PER_HOUR: String(config.hostDollarsPerHour),
    DEPLOYMENT: config.deployment,
    LAUNCH_TEMPLATE: hosts.templateVersion,
    HOST_SECRETS: config.hostKind === 'jitsi' ? names.hostSecrets : undefined,
    LAUNCH_CANDIDATES: candidates(hosts.stack, config.instanceTypes, hosts.subnetIds),
  };
}

/** Each instance type over all subnets before the next type: the cheapest one that has room anywhere. Subnet ids may be references. */
const candidates = (stack: Stack, types: readonly string[], subnets: readonly string[]): string =>
  stack.toJsonString(types.flatMap((type) => subnets.map((subnet) => ({ subnet_id: subnet, instance_type: type }))));
