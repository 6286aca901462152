import type { Stack } from 'aws-cdk-lib/core';
import { ArnFormat } from 'aws-cdk-lib/core';

/**
 * All resource names, derived from the name of the deployment. They are fixed, so that an ARN is known before its
 * resource exists: the workflow calls functions that call the workflow.
 */
export const namesOf = (deployment: string) => ({
  stack: deployment,
  stateMachine: deployment,
  deliveryStateMachine: `${deployment}-deliveries`,
  buildStateMachine: `${deployment}-image-build`,
  scheduleGroup: deployment,
  restApi: deployment,
  webAcl: `${deployment}-api`,
  apiKey: `${deployment}-organiser`,
  usagePlan: `${deployment}-organiser`,
  machineKey: (client: string) => `${deployment}-${client}`,
  /** Value of the API key that counts the requests of people who signed in. At least 20 characters (API Gateway). */
  signedInKey: `${deployment}-people-who-signed-in`,
  userPool: `${deployment}-organisers`,
  /** Prefix of the domain of the sign-in pages, which is unique in a Region among all accounts. */
  signInDomain: (account: string) => `${deployment}-${account}`,
  host: `${deployment}-host`,
  buildHost: `${deployment}-build-host`,
  deadLetters: `${deployment}-dead-letters`,
  alarms: `${deployment}-alarms`,
  /** CloudWatch's dashboards and CloudFront's resources have one namespace for all Regions of an account. */
  dashboard: (region: string) => `${deployment}-${region}`,
  pages: (region: string) => `${deployment}-${region}-pages`,
  joinPage: (region: string) => `${deployment}-${region}-join`,
  /** `launchHost` -> `elephant-meetings-launch-host`, like its file. */
  function: (name: string) => `${deployment}-${kebab(name)}`,
  rule: (kind: string) => `${deployment}-${kebab(kind)}`,
  alarm: (kind: string) => `${deployment}-${kebab(kind)}`,
  functionLogs: (name: string) => `/${deployment}/${kebab(name)}`,
  accessLogs: `/${deployment}/api-access`,
  hostLogs: `/${deployment}/hosts`,
  /** Prefix of the secret of a host; the instance id follows. */
  hostSecrets: `${deployment}/hosts/`,
  /** `/aws/vendedlogs/` keeps the resource policy of CloudWatch Logs, which all state machines share, within its size limit. */
  workflowLogs: `/aws/vendedlogs/states/${deployment}`,
  mailConfigurationSet: deployment,
  buildLogs: `/aws/vendedlogs/states/${deployment}-image-build`,
  deliveryLogs: `/aws/vendedlogs/states/${deployment}-deliveries`,
});

export type Names = ReturnType<typeof namesOf>;

/** ARNs from fixed names. They are no references between resources, so they cause no dependency cycle. */
export function arnsOf(stack: Stack, names: Names): Arns {
  const { COLON_RESOURCE_NAME, SLASH_RESOURCE_NAME } = ArnFormat;
  const arn = (service: string, resource: string, resourceName: string, arnFormat = COLON_RESOURCE_NAME): string =>
    stack.formatArn({ service, resource, resourceName, arnFormat });
  return {
    stateMachine: arn('states', 'stateMachine', names.stateMachine),
    deliveryStateMachine: arn('states', 'stateMachine', names.deliveryStateMachine),
    executions: arn('states', 'execution', `${names.stateMachine}:*`),
    sweep: arn('lambda', 'function', names.function('sweep')),
    fillSeries: arn('lambda', 'function', names.function('fillSeries')),
    scheduleGroup: arn('scheduler', 'schedule-group', names.scheduleGroup, SLASH_RESOURCE_NAME),
    schedules: arn('scheduler', 'schedule', `${names.scheduleGroup}/*`, SLASH_RESOURCE_NAME),
    instances: arn('ec2', 'instance', '*', SLASH_RESOURCE_NAME),
    zone: (id) => stack.formatArn({ ...GLOBAL, service: 'route53', resource: 'hostedzone', resourceName: id }),
    changes: stack.formatArn({ ...GLOBAL, service: 'route53', resource: 'change', resourceName: '*' }),
    hostSecrets: stack.formatArn({ ...SECRETS, resourceName: `${names.hostSecrets}*` }),
    mailIdentities: ({ address }) =>
      [address, address.split('@')[1] ?? ''].map((name) => arn('ses', 'identity', name, SLASH_RESOURCE_NAME)),
    mailConfigurationSet: arn('ses', 'configuration-set', names.mailConfigurationSet, SLASH_RESOURCE_NAME),
    alarm: (kind) => arn('cloudwatch', 'alarm', names.alarm(kind)),
  };
}

export interface Arns {
  readonly stateMachine: string;
  readonly deliveryStateMachine: string;
  /** All executions of the state machine. */
  readonly executions: string;
  readonly sweep: string;
  readonly fillSeries: string;
  readonly scheduleGroup: string;
  /** All schedules of the group. */
  readonly schedules: string;
  /** All instances of the account; use it with a condition on tags. */
  readonly instances: string;
  /** The secrets of all hosts. */
  readonly hostSecrets: string;
  /** A hosted zone of Route 53. */
  zone(id: string): string;
  /** Changes of any hosted zone: AWS has no narrower ARN. */
  readonly changes: string;
  /** The identities in SES with which mail of an address can be sent: the address, and its domain. */
  mailIdentities(from: { readonly address: string }): readonly string[];
  readonly mailConfigurationSet: string;
  alarm(kind: string): string;
}

/** For `formatArn`: ARNs without Region and account id. */
const GLOBAL = { region: '', account: '', arnFormat: ArnFormat.SLASH_RESOURCE_NAME } as const;

/** For `formatArn`: a secret by name. AWS appends a dash and six characters. */
export const SECRETS = {
  service: 'secretsmanager',
  resource: 'secret',
  arnFormat: ArnFormat.COLON_RESOURCE_NAME,
} as const;

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
