import type { Stack } from 'aws-cdk-lib/core';
import { ArnFormat } from 'aws-cdk-lib/core';

/**
 * Every resource name derives here, from the deployment's name. Names are fixed where an arn must
 * be known before its resource exists (the workflow calls functions that may call the workflow).
 */
export const namesOf = (deployment: string) => ({
  stack: deployment,
  stateMachine: deployment,
  scheduleGroup: deployment,
  restApi: deployment,
  apiKey: `${deployment}-organiser`,
  usagePlan: `${deployment}-organiser`,
  host: `${deployment}-host`,
  deadLetters: `${deployment}-dead-letters`,
  alarms: `${deployment}-alarms`,
  dashboard: deployment,
  pages: `${deployment}-pages`,
  /** `launchHost` -> `elephant-meetings-launch-host`, after its file. */
  function: (name: string) => `${deployment}-${kebab(name)}`,
  rule: (kind: string) => `${deployment}-${kebab(kind)}`,
  alarm: (kind: string) => `${deployment}-${kebab(kind)}`,
  functionLogs: (name: string) => `/${deployment}/${kebab(name)}`,
  accessLogs: `/${deployment}/api-access`,
  hostLogs: `/${deployment}/hosts`,
  /** Before the instance id: the secret of one host. */
  hostSecrets: `${deployment}/hosts/`,
  /** The prefix keeps CloudWatch's resource policy, which all state machines share, within its size limit. */
  workflowLogs: `/aws/vendedlogs/states/${deployment}`,
});

export type Names = ReturnType<typeof namesOf>;

/** Arns by fixed name: no reference between resources, so no cycle. */
export function arnsOf(stack: Stack, names: Names): Arns {
  const { COLON_RESOURCE_NAME, SLASH_RESOURCE_NAME } = ArnFormat;
  const arn = (service: string, resource: string, resourceName: string, arnFormat = COLON_RESOURCE_NAME): string =>
    stack.formatArn({ service, resource, resourceName, arnFormat });
  return {
    stateMachine: arn('states', 'stateMachine', names.stateMachine),
    executions: arn('states', 'execution', `${names.stateMachine}:*`),
    sweep: arn('lambda', 'function', names.function('sweep')),
    scheduleGroup: arn('scheduler', 'schedule-group', names.scheduleGroup, SLASH_RESOURCE_NAME),
    schedules: arn('scheduler', 'schedule', `${names.scheduleGroup}/*`, SLASH_RESOURCE_NAME),
    instances: arn('ec2', 'instance', '*', SLASH_RESOURCE_NAME),
    zone: (id) => stack.formatArn({ ...GLOBAL, service: 'route53', resource: 'hostedzone', resourceName: id }),
    changes: stack.formatArn({ ...GLOBAL, service: 'route53', resource: 'change', resourceName: '*' }),
    hostSecrets: stack.formatArn({ ...SECRETS, resourceName: `${names.hostSecrets}*` }),
    alarm: (kind) => arn('cloudwatch', 'alarm', names.alarm(kind)),
  };
}

export interface Arns {
  readonly stateMachine: string;
  /** All executions of the one state machine. */
  readonly executions: string;
  readonly sweep: string;
  readonly scheduleGroup: string;
  /** All schedules of the one group. */
  readonly schedules: string;
  /** All instances of the account: always with a condition on their tags. */
  readonly instances: string;
  /** The secrets of all hosts. */
  readonly hostSecrets: string;
  /** A zone of Route 53. */
  zone(id: string): string;
  /** What became of a change of any zone; it has no other name. */
  readonly changes: string;
  alarm(kind: string): string;
}

/** For `formatArn`: services without Regions and accounts. */
const GLOBAL = { region: '', account: '', arnFormat: ArnFormat.SLASH_RESOURCE_NAME } as const;

/** For `formatArn`: a secret by name; AWS adds a dash and six characters to it. */
export const SECRETS = {
  service: 'secretsmanager',
  resource: 'secret',
  arnFormat: ArnFormat.COLON_RESOURCE_NAME,
} as const;

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
