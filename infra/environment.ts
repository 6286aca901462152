import type { Stack } from 'aws-cdk-lib/core';
import type { SignInSettings } from '../steps/aws/oidc-sign-in.ts';
import type { Config } from './config.ts';
import type { Resources } from './constructs/resources.ts';
import { imageInputs } from './image-inputs.ts';
import { FUNCTION_NAMES, type FunctionName, specOf } from './functions.ts';
import { HOST_KIND_SPECS } from './host-kinds.ts';

/** What a handler says about its environment: see `steps/aws/lambda/on-lambda.ts`. */
export interface Handler {
  readonly reads: readonly string[];
  readonly requires: readonly string[];
}

const handlers: Partial<Record<FunctionName, Handler>> = {};
for (const name of FUNCTION_NAMES) {
  // Importing an entry has no side effects: it reads no variable and calls nothing. One at a time, as Jest's loader requires.
  const { href } = new URL(`../${specOf(name).entry}`, import.meta.url);
  handlers[name] = ((await import(href)) as { readonly handler: Handler }).handler;
}
export const HANDLERS = handlers as Readonly<Record<FunctionName, Handler>>;

/**
 * The environment of a function: every variable that its handler reads, except optional ones without a value.
 * @throws Error for a variable that has no value here
 */
export function environmentOf(
  name: FunctionName,
  config: Config,
  resources: Resources,
  { reads, requires }: Handler = HANDLERS[name],
): Record<string, string> {
  const values = environmentValues(config, resources);
  return Object.fromEntries(
    reads.flatMap((variable) => {
      const value = values[variable];
      if (value !== undefined) return [[variable, value]];
      if (variable in values && !requires.includes(variable)) return [];
      throw new Error(
        `The function ${name} reads ${variable}, which has no value for hosts of kind ${config.hostKind}: ` +
          'add it to environmentValues in infra/environment.ts',
      );
    }),
  );
}

/** The value of each variable that some adapter in `steps/aws/` reads; undefined without a setting (the domain). */
export function environmentValues(config: Config, resources: Resources): Record<string, string | undefined> {
  const { apiUrl, hosts, arns, names, table, records, scheduler, linkSecret, certificate, machineClients } = resources;
  const spec = HOST_KIND_SPECS[config.hostKind];
  return {
    TABLE_NAME: table.tableName,
    RECORDS_TABLE_NAME: records.tableName,
    FILL_SERIES_ARN: arns.fillSeries,
    API_URL: apiUrl,
    JITSI_DOMAIN: spec.domainVariable === 'JITSI_DOMAIN' ? config.domain : undefined,
    AMI_DOMAIN: spec.domainVariable === 'AMI_DOMAIN' ? config.domain : undefined,
    STATE_MACHINE_ARN: arns.stateMachine,
    DELIVERY_STATE_MACHINE_ARN: arns.deliveryStateMachine,
    SAFETY_NET_ARN: arns.sweep,
    SCHEDULER_ROLE_ARN: scheduler.role.roleArn,
    SCHEDULE_GROUP: names.scheduleGroup,
    DEAD_LETTER_QUEUE_ARN: scheduler.deadLetters.queueArn,
    LINK_SECRET_ARN: linkSecret.secretArn,
    ALLOWED_ORIGINS: config.allowedOrigins.join(','),
    MACHINE_CLIENTS: machineClients,
    SIGN_IN: signInOf(config, resources),
    TIMETABLE: JSON.stringify(config.timetable),
    HOST_KIND: config.hostKind,
    HOST_ROLES: config.hostRoles.join(','),
    HOST_URL: config.hostUrl,
    HEALTH_PATH: config.healthPath,
    HOSTED_ZONE_ID: spec.names ? config.hostedZoneId : undefined,
    MAX_IN_FLIGHT: String(config.maxInFlight),
    ORGANISER_MEETINGS_PER_DAY: config.organiserMeetingsPerDay?.toString(),
    ORGANISER_MEETINGS_AT_ONCE: config.organiserMeetingsAtOnce?.toString(),
    MAIL_FROM: config.mailFrom,
    MAIL_REMINDERS: config.mailReminders.join(','),
    MAIL_CONFIGURATION_SET: names.mailConfigurationSet,
    WORD: config.word,
    RETENTION_DAYS: String(config.retentionDays),
    HOST_DOLLARS_PER_HOUR: String(config.hostDollarsPerHour),
    DEPLOYMENT: config.deployment,
    LAUNCH_TEMPLATE: hosts.templateVersion,
    IMAGE_INPUTS: imageInputs(config),
    BUILD_LAUNCH_TEMPLATE: hosts.build?.templateVersion,
    HOST_SECRETS: spec.secrets ? names.hostSecrets : undefined,
    LAUNCH_CANDIDATES: candidates(hosts.stack, config.instanceTypes, hosts.subnetIds),
    CERTIFICATE_SECRET_ARN: certificate?.secret.secretArn,
    ACME_ACCOUNT_SECRET_ARN: certificate?.account?.secretArn,
    ACME_DIRECTORY: config.certificate === 'acme' ? config.acmeDirectory : undefined,
  };
}

/** As `steps/aws/oidc-sign-in.ts` reads it. */
function signInOf(config: Config, { signIn, names, hosts }: Resources): string | undefined {
  if (!signIn) return undefined;
  const { issuer, clientId, audience, roleClaim } = signIn;
  return hosts.stack.toJsonString({
    issuer,
    clientId,
    audience,
    roleClaim,
    administratorRole: config.oidcAdministratorRole,
    organiserRole: config.oidcOrganiserRole,
    usageKey: names.signedInKey,
  } satisfies SignInSettings);
}

/** Each instance type in all subnets before the next type: prefers the first type wherever it is available. Subnet ids may be tokens. */
const candidates = (stack: Stack, types: readonly string[], subnets: readonly string[]): string =>
  stack.toJsonString(types.flatMap((type) => subnets.map((subnet) => ({ subnet_id: subnet, instance_type: type }))));
