import { describe, expect, it } from '@jest/globals';
import { deployedFunctions } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import { SLOTS_ID } from '../../steps/aws/meetings-table.ts';
import { actionsOf, deliveriesOf, eventKey, PARTITIONS } from '../../steps/aws/records-table.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { Synthesis, WITH_MAIL } from '../infra/template.ts';
import { isAllowed } from './decide.ts';
import { type AccessRequest, requestsOf } from './requests.ts';
import { arn, Resolved, type TemplateJson } from './resolved.ts';
import { deploymentFacts } from './deployment-facts.ts';

const resolved = new Resolved(new Synthesis(WITH_MAIL).template.toJSON() as unknown as TemplateJson);
const facts = deploymentFacts(resolved);
const FUNCTION_NAMES = deployedFunctions('stand-in', { mail: true });
const { function: deployedName } = namesOf('elephant-meetings');
const { template } = facts;
const table = resolved.only('AWS::DynamoDB::Table', (id) => id.startsWith('Meetings')).arn;
const records = resolved.only('AWS::DynamoDB::Table', (id) => id.startsWith('Records')).arn;

const subnet = (
  JSON.parse(resolved.environmentOf(deployedName('launchHost'))['LAUNCH_CANDIDATES']!) as { subnet_id: string }[]
)[0]!.subnet_id;

/** Parameters of a launch of this deployment. */
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

const launch = (changes: Readonly<Record<string, string | undefined>> = {}): AccessRequest[] => {
  const parameters = Object.entries({ ...OUR_LAUNCH, ...changes }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  const call = {
    function: 'any',
    action: 'ec2:RunInstances',
    parameters: Object.fromEntries(parameters) as Record<string, string>,
  };
  return requestsOf(call, facts);
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

const updated = (id: string) => one('dynamodb:UpdateItem', table, { 'dynamodb:LeadingKeys': id });

/** Calls that must be denied to a compromised or faulty function. A call is denied if one of its requests is. */
const DENIED: readonly (readonly [what: string, requests: readonly AccessRequest[]])[] = [
  ['end an instance without the deployment tag', one('ec2:TerminateInstances', instance)],
  ['end an instance of another deployment', one('ec2:TerminateInstances', instance, taggedBy('another-one'))],
  ['stop an instance', one('ec2:StopInstances', instance, taggedBy('elephant-meetings'))],
  ['tag a running instance', tagging(taggedBy('another-one'))],
  ['tag an instance with another call', tagging({ 'ec2:CreateAction': 'CreateVolume' })],
  [
    'tag a new instance for another deployment',
    tagging({ 'ec2:CreateAction': 'RunInstances', [`aws:RequestTag/${TAGS.deployment}`]: 'another-one' }),
  ],
  ['untag an instance', one('ec2:DeleteTags', instance, taggedBy('elephant-meetings'))],
  [
    'launch without the launch template',
    launch({ 'LaunchTemplate.LaunchTemplateId': undefined, ImageId: 'ami-0aaaaaaaaaaaaaaaa' }),
  ],
  ['launch from another launch template', launch({ 'LaunchTemplate.LaunchTemplateId': 'lt-0bbbbbbbbbbbbbbbb' })],
  ['launch another image', launch({ ImageId: 'ami-0aaaaaaaaaaaaaaaa' })],
  [
    'launch with another instance profile',
    launch({ 'IamInstanceProfile.Arn': arn('iam', 'instance-profile/admin', '') }),
  ],
  ['launch an instance type outside the configuration', launch({ InstanceType: 'p5.48xlarge' })],
  ['launch into another subnet', launch({ SubnetId: 'subnet-0cccccccccccccccc' })],
  [
    'launch without the deployment tag',
    launch({ 'TagSpecifications.0.Tags.0.Value': undefined, 'TagSpecifications.0.Tags.0.Key': undefined }),
  ],
  ['launch with the tag of another deployment', launch({ 'TagSpecifications.0.Tags.0.Value': 'another-one' })],
  ['read another table', one('dynamodb:GetItem', arn('dynamodb', 'table/payroll'))],
  ['write another table', one('dynamodb:PutItem', arn('dynamodb', 'table/payroll'))],
  ['change an attribute of a row', updated('abcdefgh01234567')],
  ...['GetItem', 'PutItem', 'Query'].map((operation): [string, AccessRequest[]] => [
    `${operation} of a record of another kind`,
    one(`dynamodb:${operation}`, records, { 'dynamodb:LeadingKeys': 'another' }),
  ]),
  ['scan the records', one('dynamodb:Scan', records)],
  ['change a record', one('dynamodb:UpdateItem', records, { 'dynamodb:LeadingKeys': PARTITIONS.webhooks })],
  ['delete a row', one('dynamodb:DeleteItem', table)],
  ['query the index of another table', one('dynamodb:Query', arn('dynamodb', 'table/payroll/index/by-meet-time'))],
  ['scan a table', one('dynamodb:Scan', table)],
  ['delete the table', one('dynamodb:DeleteTable', table)],
  ['start another state machine', one('states:StartExecution', arn('states', 'stateMachine:payroll'))],
  ['stop an execution of another state machine', one('states:StopExecution', arn('states', 'execution:payroll:run-1'))],
  [
    'read an execution of another state machine',
    one('states:GetExecutionHistory', arn('states', 'execution:payroll:run-1')),
  ],
  ['complete a task of another state machine', one('states:SendTaskSuccess', arn('states', 'stateMachine:payroll'))],
  ['change the workflow', one('states:UpdateStateMachine', arn('states', 'stateMachine:elephant-meetings'))],
  ['arm a schedule in another group', one('scheduler:CreateSchedule', arn('scheduler', 'schedule/default/nightly'))],
  ['remove a schedule of another group', one('scheduler:DeleteSchedule', arn('scheduler', 'schedule/default/nightly'))],
  ['pass another role to an instance', passed('admin', 'ec2.amazonaws.com')],
  ['pass another role to the scheduler', passed('admin', 'scheduler.amazonaws.com')],
  ['pass the role of a function to an instance', passed('launchHostRole', 'ec2.amazonaws.com')],
  [
    'pass the role of hosts to a function',
    [{ action: 'iam:PassRole', resource: template.role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
  ],
  ['read another secret', one('secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:payroll-AbCdEf'))],
  ['replace the link secret', one('secretsmanager:PutSecretValue', resolved.only('AWS::SecretsManager::Secret').arn)],
  ['call another function', one('lambda:InvokeFunction', arn('lambda', 'function:payroll'))],
  ['assume another role', one('sts:AssumeRole', arn('iam', 'role/admin', ''))],
];

const allows = async (name: string, requests: readonly AccessRequest[]): Promise<boolean> => {
  for (const request of requests)
    if (!(await isAllowed(resolved.policiesOf(deployedName(name)), request))) return false;
  return true;
};

describe('no function may', () => {
  it.each(DENIED)('%s', async (_what, requests) => {
    const may: string[] = [];
    for (const name of FUNCTION_NAMES) if (await allows(name, requests)) may.push(name);
    expect(may).toEqual([]);
  });

  it.each([
    [
      'webhooks with their secrets',
      PARTITIONS.webhooks,
      ['tell', 'deliverEvent', 'createWebhook', 'listWebhooks', 'getWebhook', 'changeWebhook', 'deleteWebhook'].concat([
        'rotateWebhookSecret',
        'testWebhook',
        'listDeliveries',
        'retryDelivery',
      ]),
    ],
    ['the calendar feed', PARTITIONS.calendars, ['createCalendar', 'getCalendar', 'revokeCalendar', 'readCalendar']],
    ['events', eventKey('20261201T150000000Z-abcdefgh01234567-1'), ['deliverEvent']],
    ['deliveries', deliveriesOf('abcdefgh01234567'), ['deliverEvent', 'retryDelivery']],
  ])('read %s, but those that need them', async (_what, partition, allowed) => {
    const read = one('dynamodb:GetItem', records, { 'dynamodb:LeadingKeys': partition });
    const may: string[] = [];
    for (const name of FUNCTION_NAMES) if (await allows(name, read)) may.push(name);
    expect(may.toSorted()).toEqual(allowed.toSorted());
  });

  it('read or write actions, but those that need it, and nothing changes or deletes them', async () => {
    const whoMay = async (action: string): Promise<string[]> => {
      const request = one(action, records, { 'dynamodb:LeadingKeys': actionsOf('abcdefgh01234567') });
      const may: string[] = [];
      for (const name of FUNCTION_NAMES) if (await allows(name, request)) may.push(name);
      return may;
    };
    expect(await whoMay('dynamodb:Query')).toEqual(['getActions']);
    expect(await whoMay('dynamodb:PutItem')).toEqual(['tell']);
    for (const action of ['GetItem', 'UpdateItem', 'DeleteItem'])
      expect(await whoMay(`dynamodb:${action}`)).toEqual([]);
  });

  it('start deliveries, but those that need it; and these start no meeting', async () => {
    const may = async (machine: string): Promise<string[]> => {
      const start = one('states:StartExecution', arn('states', `stateMachine:${machine}`));
      const found: string[] = [];
      for (const name of FUNCTION_NAMES) if (await allows(name, start)) found.push(name);
      return found;
    };
    expect(await may('elephant-meetings-deliveries')).toEqual(['tell', 'testWebhook', 'retryDelivery']);
    expect(await may('elephant-meetings')).toEqual(['fillSeries', 'schedule', 'changeMeeting']);
  });

  it('lose the calls that it needs', async () => {
    expect(await allows('launchHost', launch())).toBe(true);
    expect(await allows('tearDown', one('ec2:TerminateInstances', instance, taggedBy('elephant-meetings')))).toBe(true);
    expect(await allows('launchHost', tagging({ 'ec2:CreateAction': 'RunInstances' }))).toBe(true);
    expect(await allows('launchHost', updated(SLOTS_ID))).toBe(true);
    expect(await allows('launchHost', one('dynamodb:PutItem', table))).toBe(true);
    const ours = { 'dynamodb:LeadingKeys': PARTITIONS.series };
    expect(await allows('createSeries', one('dynamodb:PutItem', records, ours))).toBe(true);
  });

  it('have a statement with wildcards in both action and resource', () => {
    const documents = FUNCTION_NAMES.flatMap((name) => resolved.policiesOf(deployedName(name)));
    for (const { Statement } of documents)
      for (const { Action, Resource } of Statement) {
        const wide = [Action].flat().some((action) => String(action).includes('*'));
        expect(wide && [Resource].flat().includes('*')).toBe(false);
      }
  });
});
