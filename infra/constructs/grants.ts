import type { Acknowledgment } from 'aws-cdk-lib/core';
import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { dayId, markId, MEETINGS_TABLE, SLOTS_ID } from '../../steps/aws/meetings-table.ts';
import { actionsOf, deliveriesOf, eventKey, PARTITIONS, RECORDS_TABLE } from '../../steps/aws/records-table.ts';
import { parseMailFrom } from '../../steps/domain/formats.ts';
import { IMAGE_MARK } from '../../steps/domain/images.ts';
import { HOST_BEHAVIOR } from '../../steps/domain/host-kind.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import type { Config } from '../config.ts';
import type { Grant } from '../function-spec.ts';
import { HOST_KIND_SPECS } from '../host-kinds.ts';
import type { Resources } from './resources.ts';
import { createImages, LAUNCHED, launchOfBuild, launchOfMeeting, removeImages } from './launch-grants.ts';
import { allow, type Allowed, type Conditions, passedTo } from './statements.ts';
import { CHANGES, EXECUTIONS, HOST_SECRETS, HOSTS, SCHEDULES } from './wildcards.ts';

/** The policy statements of a grant, and the reasons for their wildcards. */
export function allowedBy(
  grant: Grant,
  resources: Resources,
  config: Config,
): { statements: PolicyStatement[]; wildcards: readonly Acknowledgment[] } {
  const { statements, wildcards = [] } = GRANTS[grant](resources, config);
  return { statements: statements.map((props) => new PolicyStatement(props)), wildcards };
}

const NOTHING: Allowed = { statements: [] };

const linkSecret = ({ linkSecret: { secretArn } }: Resources): PolicyStatementProps =>
  allow('secretsmanager:GetSecretValue', secretArn);

/** Changes of the records of the zone that match all of these keys of `route53:ChangeResourceRecordSets...`. */
const changeRecords = (
  { arns }: Resources,
  { hostedZoneId = '' }: Config,
  equals: Readonly<Record<string, readonly string[]>>,
  like: Readonly<Record<string, readonly string[]>> = {},
): PolicyStatementProps => {
  const prefixed = (keys: typeof equals) =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [`route53:ChangeResourceRecordSets${key}`, values]));
  return allow('route53:ChangeResourceRecordSets', arns.zone(hostedZoneId), {
    'ForAllValues:StringEquals': prefixed(equals),
    ...(Object.keys(like).length > 0 && { 'ForAllValues:StringLike': prefixed(like) }),
  });
};

/** Records of rooms only: names of sixteen characters below the domain. */
const changeRooms = (resources: Resources, config: Config, action: 'UPSERT' | 'DELETE'): PolicyStatementProps =>
  changeRecords(
    resources,
    config,
    { RecordTypes: ['A'], Actions: [action] },
    { NormalizedRecordNames: [`${'?'.repeat(16)}.${config.domain ?? ''}`] },
  );

const partition = (key: string): Conditions => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [key] } });
const ONLY_SERIES = partition(PARTITIONS.series);
const ONLY_WEBHOOKS = partition(PARTITIONS.webhooks);
const ONLY_READY_TIMES = partition(PARTITIONS.readyTimes);
const ONLY_CALENDARS = partition(PARTITIONS.calendars);
const partitionsLike = (pattern: string): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
});
const ONLY_EVENTS = partitionsLike(eventKey('*'));
const ONLY_ACTIONS = partitionsLike(actionsOf('*'));
const ONLY_DELIVERIES = partitionsLike(deliveriesOf('*'));

const specOf = ({ hostKind }: Config) => HOST_KIND_SPECS[hostKind];

const GRANTS: Readonly<Record<Grant, (resources: Resources, config: Config) => Allowed>> = {
  'meetings:read': ({ table }) => ({ statements: [allow('dynamodb:GetItem', table.tableArn)] }),
  'meetings:write': ({ table }) => ({ statements: [allow('dynamodb:PutItem', table.tableArn)] }),
  'meetings:list': ({ table }) => ({
    statements: [MEETINGS_TABLE.index, MEETINGS_TABLE.owned].map(({ name }) =>
      allow('dynamodb:Query', `${table.tableArn}/index/${name}`),
    ),
  }),
  // One item only. Without the condition, the function could write any attribute of any row.
  'slots:change': ({ table }) => ({
    statements: [
      allow('dynamodb:UpdateItem', table.tableArn, {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [SLOTS_ID] },
      }),
    ],
  }),
  // The summaries of days only.
  'days:add': ({ table }) => ({
    statements: [
      allow('dynamodb:UpdateItem', table.tableArn, {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [dayId('*')] },
      }),
    ],
  }),
  'ready-times:read': ({ records }) => ({
    statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_READY_TIMES)],
  }),
  'ready-times:write': ({ records }) => ({
    statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_READY_TIMES)],
  }),
  // The partition of the series only: other kinds of records have others.
  'series:read': ({ records }) => ({ statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_SERIES)] }),
  'series:write': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_SERIES)] }),
  'series:list': ({ records }) => ({
    statements: [
      allow('dynamodb:Query', records.tableArn, ONLY_SERIES),
      allow('dynamodb:Query', `${records.tableArn}/index/${RECORDS_TABLE.seriesOf.name}`),
    ],
  }),
  'series:untold': ({ records }) => ({
    statements: [allow('dynamodb:Query', `${records.tableArn}/index/${RECORDS_TABLE.untold.name}`, ONLY_SERIES)],
  }),
  'series:fill': ({ arns }) => ({ statements: [allow('lambda:InvokeFunction', arns.fillSeries)] }),
  // The index has the keys of rows with untold events only.
  'outbox:list': ({ table }) => ({
    statements: [allow('dynamodb:Scan', `${table.tableArn}/index/${MEETINGS_TABLE.untold.name}`)],
  }),
  // SES checks SendRawEmail for mails in MIME, although the operation is SendEmail.
  'mail:send': ({ arns }, { mailFrom = '' }) => {
    const from = parseMailFrom(mailFrom) ?? { address: '' };
    return {
      statements: [
        {
          actions: ['ses:SendEmail', 'ses:SendRawEmail'],
          resources: [...arns.mailIdentities(from), arns.mailConfigurationSet],
          conditions: { StringEquals: { 'ses:FromAddress': from.address } },
        },
      ],
    };
  },
  'webhooks:read': ({ records }) => ({ statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_WEBHOOKS)] }),
  'webhooks:write': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_WEBHOOKS)] }),
  'calendars:read': ({ records }) => ({ statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_CALENDARS)] }),
  'calendars:write': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_CALENDARS)] }),
  'events:read': ({ records }) => ({ statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_EVENTS)] }),
  'events:save': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_EVENTS)] }),
  // Nothing may change or delete an action.
  'actions:save': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_ACTIONS)] }),
  'actions:list': ({ records }) => ({ statements: [allow('dynamodb:Query', records.tableArn, ONLY_ACTIONS)] }),
  'deliveries:read': ({ records }) => ({ statements: [allow('dynamodb:GetItem', records.tableArn, ONLY_DELIVERIES)] }),
  'deliveries:save': ({ records }) => ({ statements: [allow('dynamodb:PutItem', records.tableArn, ONLY_DELIVERIES)] }),
  'deliveries:list': ({ records }) => ({ statements: [allow('dynamodb:Query', records.tableArn, ONLY_DELIVERIES)] }),
  'deliveries:start': ({ arns }) => ({ statements: [allow('states:StartExecution', arns.deliveryStateMachine)] }),
  // AWS supports neither resources nor tag conditions for this read-only action.
  'hosts:describe': () => ({ statements: [allow('ec2:DescribeInstances', '*')] }),
  'hosts:end': ({ arns, names }, config) => ({
    statements: [
      allow('ec2:TerminateInstances', arns.instances, {
        StringEquals: { [`aws:ResourceTag/${TAGS.deployment}`]: config.deployment },
      }),
      ...(specOf(config).secrets ? [allow('secretsmanager:DeleteSecret', arns.hostSecrets)] : []),
    ],
    wildcards: [HOSTS, HOST_SECRETS(names)],
  }),
  // Finds secrets that outlived their host. AWS supports no resources for this action; it returns names, not values.
  'hosts:clean': (_resources, config) =>
    specOf(config).secrets ? { statements: [allow('secretsmanager:ListSecrets', '*')] } : NOTHING,
  'hosts:launch': (resources, config) => {
    const secrets: PolicyStatementProps = {
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: [resources.arns.hostSecrets],
    };
    return {
      // The secrets of a host are derived from the link secret.
      statements: [
        ...launchOfMeeting(resources, config),
        ...(specOf(config).secrets ? [secrets, linkSecret(resources)] : []),
      ],
      wildcards: [...LAUNCHED, HOST_SECRETS(resources.names)],
    };
  },
  'builds:launch': (resources, config) => ({ statements: launchOfBuild(resources, config), wildcards: LAUNCHED }),
  // AWS supports neither resources nor tag conditions for these read-only actions.
  'images:describe': () => ({ statements: [allow('ec2:DescribeImages', '*'), allow('ec2:DescribeSnapshots', '*')] }),
  'images:create': ({ hosts }, config) => createImages(hosts, config),
  'images:remove': ({ hosts }, config) => removeImages(hosts, config),
  // One item only: the mark that launches read.
  'images:publish': ({ table }) => ({
    statements: [
      allow('dynamodb:PutItem', table.tableArn, {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [markId(IMAGE_MARK)] },
      }),
    ],
  }),
  'addresses:publish': (resources, config) =>
    specOf(config).names
      ? {
          statements: [changeRooms(resources, config, 'UPSERT'), allow('route53:GetChange', resources.arns.changes)],
          wildcards: [CHANGES],
        }
      : NOTHING,
  'addresses:remove': (resources, config) =>
    specOf(config).names
      ? {
          statements: [
            changeRooms(resources, config, 'DELETE'),
            allow('route53:ListResourceRecordSets', resources.arns.zone(config.hostedZoneId ?? '')),
          ],
        }
      : NOTHING,
  // The health path of a host with an agent is derived from the link secret.
  'health:probe': (resources, { hostKind }) =>
    HOST_BEHAVIOR[hostKind].health === 'agent' ? { statements: [linkSecret(resources)] } : NOTHING,
  'workflow:definition': ({ arns }) => ({ statements: [allow('states:DescribeStateMachine', arns.stateMachine)] }),
  'workflow:history': ({ arns, names }) => ({
    statements: [
      allow('states:DescribeExecution', arns.executions),
      allow('states:GetExecutionHistory', arns.executions),
    ],
    wildcards: [EXECUTIONS(names)],
  }),
  'workflow:start': ({ arns }) => ({ statements: [allow('states:StartExecution', arns.stateMachine)] }),
  'workflow:stop': ({ arns, names }) => ({
    statements: [allow('states:StopExecution', arns.executions)],
    wildcards: [EXECUTIONS(names)],
  }),
  // The service authorization reference lists no resource for SendTask*, but AWS checks the ARN of the state machine:
  // see its error messages and grantTaskResponse of the CDK (aws/aws-cdk#8486).
  'workflow:succeed': ({ arns }) => ({ statements: [allow('states:SendTaskSuccess', arns.stateMachine)] }),
  'workflow:heartbeat': ({ arns }) => ({ statements: [allow('states:SendTaskHeartbeat', arns.stateMachine)] }),
  'wake-ups:arm': ({ arns, names, scheduler }) => ({
    statements: [
      allow('scheduler:CreateSchedule', arns.schedules),
      allow('iam:PassRole', scheduler.role.roleArn, passedTo('scheduler.amazonaws.com')),
    ],
    wildcards: [SCHEDULES(names)],
  }),
  'wake-ups:disarm': ({ arns, names }) => ({
    statements: [allow('scheduler:DeleteSchedule', arns.schedules)],
    wildcards: [SCHEDULES(names)],
  }),
  'link-secret:read': (resources) => ({ statements: [linkSecret(resources)] }),
  'certificate:read': ({ certificate }) => ({
    statements: certificate ? [allow('secretsmanager:GetSecretValue', certificate.secret.secretArn)] : [],
  }),
  'certificate:renew': (resources, config) => {
    const { arns, certificate } = resources;
    if (!certificate?.account) return NOTHING;
    return {
      statements: [
        allow('secretsmanager:PutSecretValue', certificate.secret.secretArn),
        allow('secretsmanager:GetSecretValue', certificate.account.secretArn),
        allow('secretsmanager:PutSecretValue', certificate.account.secretArn),
        // The ACME challenge of the domain only.
        changeRecords(resources, config, {
          RecordTypes: ['TXT'],
          NormalizedRecordNames: [`_acme-challenge.${config.domain ?? ''}`],
        }),
        allow('route53:GetChange', arns.changes),
      ],
      wildcards: [CHANGES],
    };
  },
};
