import { describe, expect, it } from '@jest/globals';
import { deployedFunctions } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { Synthesis } from '../infra/template.ts';
import { isAllowed } from './decide.ts';
import { type AccessRequest, requestsOf } from './requests.ts';
import { arn, Resolved, type TemplateJson } from './resolved.ts';
import { surroundingsOf } from './surroundings.ts';

const resolved = new Resolved(new Synthesis().template.toJSON() as unknown as TemplateJson);
const around = surroundingsOf(resolved);
const FUNCTION_NAMES = deployedFunctions('stand-in');
const { function: deployedName } = namesOf('elephant-meetings');
const { template } = around;

const subnet = (
  JSON.parse(resolved.environmentOf(deployedName('launchHost'))['LAUNCH_CANDIDATES']!) as { subnet_id: string }[]
)[0]!.subnet_id;

/** A launch as ours are, as the SDK asks for it. */
const OUR_LAUNCH: Readonly<Record<string, string>> = {
  'LaunchTemplate.LaunchTemplateId': template.id,
  SubnetId: subnet,
  InstanceType: 't4g.medium',
  'TagSpecifications.0.ResourceType': 'instance',
  'TagSpecifications.0.Tags.0.Key': TAGS.deployment,
  'TagSpecifications.0.Tags.0.Value': 'elephant-meetings',
  'TagSpecifications.1.ResourceType': 'volume',
  'TagSpecifications.1.Tags.0.Key': TAGS.deployment,
  'TagSpecifications.1.Tags.0.Value': 'elephant-meetings',
};

const launch = (updateMeeting: Readonly<Record<string, string | undefined>> = {}): AccessRequest[] => {
  const asked = Object.entries({ ...OUR_LAUNCH, ...updateMeeting }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  const call = {
    function: 'any',
    action: 'ec2:RunInstances',
    asked: Object.fromEntries(asked) as Record<string, string>,
  };
  return requestsOf(call, around);
};

const one = (action: string, resource: string, context: Record<string, string> = {}): AccessRequest[] => [
  { action, resource, context },
];

const instance = arn('ec2', 'instance/i-0123456789abcdef0');
const taggedBy = (deployment: string) => ({ [`aws:ResourceTag/${TAGS.deployment}`]: deployment });
const tagging = (context: Record<string, string>) =>
  one('ec2:CreateTags', instance, { [`aws:RequestTag/${TAGS.deployment}`]: 'elephant-meetings', ...context });
const passed = (role: string, service: string) =>
  one('iam:PassRole', arn('iam', `role/${role}`, ''), { 'iam:PassedToService': service });

/** What a function that is taken over, or has a bug, must not get done. A call is stopped when one of its requests is. */
const NEVER: readonly (readonly [what: string, requests: readonly AccessRequest[]])[] = [
  ['end a machine without our tag', one('ec2:TerminateInstances', instance)],
  ['end a machine of another deployment', one('ec2:TerminateInstances', instance, taggedBy('another-one'))],
  ['stop a machine', one('ec2:StopInstances', instance, taggedBy('elephant-meetings'))],
  ['tag a machine that runs', tagging(taggedBy('another-one'))],
  ['tag a machine by another call', tagging({ 'ec2:CreateAction': 'CreateVolume' })],
  [
    "tag a new machine as another deployment's",
    tagging({ 'ec2:CreateAction': 'RunInstances', [`aws:RequestTag/${TAGS.deployment}`]: 'another-one' }),
  ],
  ['untag a machine', one('ec2:DeleteTags', instance, taggedBy('elephant-meetings'))],
  [
    'launch without our launch template',
    launch({ 'LaunchTemplate.LaunchTemplateId': undefined, ImageId: 'ami-0aaaaaaaaaaaaaaaa' }),
  ],
  ['launch from another launch template', launch({ 'LaunchTemplate.LaunchTemplateId': 'lt-0bbbbbbbbbbbbbbbb' })],
  ['launch another image', launch({ ImageId: 'ami-0aaaaaaaaaaaaaaaa' })],
  [
    'launch with another instance profile',
    launch({ 'IamInstanceProfile.Arn': arn('iam', 'instance-profile/admin', '') }),
  ],
  ['launch a type that nobody decided', launch({ InstanceType: 'p5.48xlarge' })],
  ['launch into another subnet', launch({ SubnetId: 'subnet-0cccccccccccccccc' })],
  [
    'launch without our tag',
    launch({ 'TagSpecifications.0.Tags.0.Value': undefined, 'TagSpecifications.0.Tags.0.Key': undefined }),
  ],
  ["launch with another deployment's tag", launch({ 'TagSpecifications.0.Tags.0.Value': 'another-one' })],
  ['read another table', one('dynamodb:GetItem', arn('dynamodb', 'table/payroll'))],
  ['write another table', one('dynamodb:PutItem', arn('dynamodb', 'table/payroll'))],
  ["list another table's index", one('dynamodb:Query', arn('dynamodb', 'table/payroll/index/by-meet-time'))],
  ['scan a table', one('dynamodb:Scan', arn('dynamodb', 'table/elephant-meetings'))],
  ['drop the table', one('dynamodb:DeleteTable', arn('dynamodb', 'table/elephant-meetings'))],
  ['start another state machine', one('states:StartExecution', arn('states', 'stateMachine:payroll'))],
  ['stop an execution of another', one('states:StopExecution', arn('states', 'execution:payroll:run-1'))],
  ["read another's execution", one('states:GetExecutionHistory', arn('states', 'execution:payroll:run-1'))],
  ['answer for a task of another', one('states:SendTaskSuccess', arn('states', 'stateMachine:payroll'))],
  ['change the workflow', one('states:UpdateStateMachine', arn('states', 'stateMachine:elephant-meetings'))],
  ['arm a schedule in another group', one('scheduler:CreateSchedule', arn('scheduler', 'schedule/default/nightly'))],
  ['remove a schedule of another group', one('scheduler:DeleteSchedule', arn('scheduler', 'schedule/default/nightly'))],
  ['pass another role to a machine', passed('admin', 'ec2.amazonaws.com')],
  ['pass another role to the scheduler', passed('admin', 'scheduler.amazonaws.com')],
  ["pass a function's role to a machine", passed('launchHostRole', 'ec2.amazonaws.com')],
  [
    'pass the role of hosts to a function',
    [{ action: 'iam:PassRole', resource: template.role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
  ],
  ['read another secret', one('secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:payroll-AbCdEf'))],
  ['replace the link secret', one('secretsmanager:PutSecretValue', resolved.only('AWS::SecretsManager::Secret').arn)],
  ['call another function', one('lambda:InvokeFunction', arn('lambda', 'function:payroll'))],
  ['become another role', one('sts:AssumeRole', arn('iam', 'role/admin', ''))],
];

const allows = async (name: string, requests: readonly AccessRequest[]): Promise<boolean> => {
  for (const request of requests)
    if (!(await isAllowed(resolved.policiesOf(deployedName(name)), request))) return false;
  return true;
};

describe('no function may', () => {
  it.each(NEVER)('%s', async (_what, requests) => {
    const may: string[] = [];
    for (const name of FUNCTION_NAMES) if (await allows(name, requests)) may.push(name);
    expect(may).toEqual([]);
  });

  it('and it is the change that is refused: the launch as it should be is allowed', async () => {
    expect(await allows('launchHost', launch())).toBe(true);
    expect(await allows('tearDown', one('ec2:TerminateInstances', instance, taggedBy('elephant-meetings')))).toBe(true);
    expect(await allows('launchHost', tagging({ 'ec2:CreateAction': 'RunInstances' }))).toBe(true);
  });

  it('do everything to everything: no statement has both asterisks', () => {
    const documents = FUNCTION_NAMES.flatMap((name) => resolved.policiesOf(deployedName(name)));
    for (const { Statement } of documents)
      for (const { Action, Resource } of Statement) {
        const wide = [Action].flat().some((action) => String(action).includes('*'));
        expect(wide && [Resource].flat().includes('*')).toBe(false);
      }
  });
});
