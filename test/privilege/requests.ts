import { arn, LOCATION } from './resolved.ts';
import { type Call, tagsIn } from './calls.ts';

/** One IAM authorization request. A call of AWS causes one or more. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Facts about the deployed resources that IAM uses. */
export interface DeploymentFacts {
  /** Tags of a running instance, of an image or a snapshot. */
  tagsOf(id: string): Readonly<Record<string, string>>;
  readonly template: {
    readonly id: string;
    readonly image: string;
    readonly securityGroup: string;
    readonly role: string;
  };
  /** Role of an instance profile, by its ARN. */
  roleOfProfile(profile: string): string;
  readonly imageParameter: string;
  /** ARN of the state machine that issues the task tokens. */
  readonly waitingMachine: string;
}

const TABLE = ['GetItem', 'PutItem', 'DeleteItem', 'Scan'];

/**
 * Returns the authorization requests of a call, after the Service Authorization Reference.
 * @throws Error for a call that this function does not support
 */
export function requestsOf({ action, parameters }: Call, facts: DeploymentFacts): AccessRequest[] {
  const [service = '', operation = ''] = action.split(':');
  const one = (resource: string, context: AccessRequest['context'] = {}): AccessRequest[] => [
    { action, resource, context },
  ];
  if (action === 'lambda:Invoke') {
    const resource = parameters['FunctionName'] ?? '';
    return [{ action: 'lambda:InvokeFunction', resource, context: {} }];
  }
  const table = arn('dynamodb', `table/${parameters['TableName']}`);
  const partition = ['Key.pk.S', 'Item.pk.S', 'ExpressionAttributeValues.:pk.S'].flatMap(
    (name) => parameters[name] ?? [],
  );
  const index = parameters['IndexName'] === undefined ? '' : `/index/${parameters['IndexName']}`;
  if (service === 'dynamodb' && partition[0] !== undefined)
    return one(table + index, { 'dynamodb:LeadingKeys': partition[0] });
  if (service === 'dynamodb' && index !== '') return one(table + index);
  const id = parameters['Item.id.S'];
  if (action === 'dynamodb:PutItem' && id !== undefined) return one(table, { 'dynamodb:LeadingKeys': id });
  if (service === 'dynamodb' && TABLE.includes(operation)) return one(table);
  if (action === 'dynamodb:UpdateItem') return one(table, { 'dynamodb:LeadingKeys': parameters['Key.id.S'] ?? '' });
  if (action === 'secretsmanager:GetSecretValue') return one(parameters['SecretId'] ?? '');
  if (action === 'secretsmanager:DeleteSecret')
    return one(arn('secretsmanager', `secret:${parameters['SecretId']}-AbCdEf`));
  // The request contains only the token. AWS checks the state machine that waits for it.
  if (action.startsWith('states:SendTask')) return one(facts.waitingMachine);
  if (service === 'states') return one(parameters['executionArn'] ?? parameters['stateMachineArn'] ?? '');
  if (service === 'scheduler') {
    const schedule = one(arn('scheduler', `schedule/${parameters['GroupName']}/${parameters['Name']}`));
    const role = parameters['Target.RoleArn'];
    return role === undefined ? schedule : [...schedule, passing(role, 'scheduler.amazonaws.com')];
  }
  if (action === 'ses:SendEmail') return sending(parameters);
  if (/^ec2:Describe(Instances|Images|Snapshots)$/.test(action)) return one('*');
  if (action === 'ec2:TerminateInstances')
    return instancesIn(parameters).flatMap((id) => one(arn('ec2', `instance/${id}`), resourceTags(facts.tagsOf(id))));
  if (action === 'ec2:RunInstances') return launching(parameters, facts);
  if (action === 'ec2:CreateImage') return creating(parameters, facts);
  if (action === 'ec2:DeregisterImage')
    return one(image(parameters['ImageId'] ?? ''), resourceTags(facts.tagsOf(parameters['ImageId'] ?? '')));
  if (action === 'ec2:DeleteSnapshot')
    return one(snapshot(parameters['SnapshotId'] ?? ''), resourceTags(facts.tagsOf(parameters['SnapshotId'] ?? '')));
  throw new Error(`add to requests.ts how IAM checks ${action}`);
}

/**
 * A mail in MIME needs `ses:SendRawEmail`, too: error messages of SES name it for `SendEmail` of version 2
 * (aws/aws-actionmailer-ses-ruby#10, anymail/django-anymail#384).
 */
function sending({ FromEmailAddress = '', ConfigurationSetName }: Call['parameters']): AccessRequest[] {
  const resources = [`identity/${FromEmailAddress.split('@')[1]}`, `configuration-set/${ConfigurationSetName}`];
  return ['ses:SendEmail', 'ses:SendRawEmail'].flatMap((action) =>
    resources.map((resource) => ({
      action,
      resource: arn('ses', resource),
      context: { 'ses:FromAddress': FromEmailAddress },
    })),
  );
}

/** IAM authorizes each resource that a launch uses or creates. */
function launching(
  parameters: Call['parameters'],
  { template, roleOfProfile, imageParameter, tagsOf }: DeploymentFacts,
): AccessRequest[] {
  const id = parameters['LaunchTemplate.LaunchTemplateId'];
  const from = id === undefined ? {} : { 'ec2:LaunchTemplate': arn('ec2', `launch-template/${id}`) };
  const isOfTemplate = (overridden: unknown): Record<string, string> =>
    id === undefined ? {} : { 'ec2:IsLaunchTemplateResource': String(overridden === undefined) };
  const run = (resource: string, context: Record<string, string> = {}): AccessRequest => ({
    action: 'ec2:RunInstances',
    resource,
    context: { ...from, ...context },
  });
  const profile = parameters['IamInstanceProfile.Arn'];
  const role = profile === undefined ? template.role : roleOfProfile(profile);
  const [instance, volume] = [arn('ec2', 'instance/*'), arn('ec2', 'volume/*')];
  return [
    run(instance, {
      ...requestTags(tagsIn(parameters, 'instance')),
      'ec2:InstanceType': parameters['InstanceType'] ?? '',
      'ec2:MetadataHttpTokens': 'required',
    }),
    run(volume, { ...requestTags(tagsIn(parameters, 'volume')), 'ec2:Encrypted': 'true' }),
    run(arn('ec2', 'network-interface/*')),
    run(arn('ec2', `subnet/${parameters['SubnetId']}`), isOfTemplate(parameters['SubnetId'])),
    run(image(parameters['ImageId'] ?? template.image), {
      ...isOfTemplate(parameters['ImageId']),
      ...(parameters['ImageId'] !== undefined && resourceTags(tagsOf(parameters['ImageId']))),
    }),
    run(arn('ec2', `security-group/${template.securityGroup}`), isOfTemplate(undefined)),
    ...(id === undefined ? [] : [run(arn('ec2', `launch-template/${id}`))]),
    ...[instance, volume].map((resource) => ({
      action: 'ec2:CreateTags',
      resource,
      context: {
        'ec2:CreateAction': 'RunInstances',
        ...requestTags(tagsIn(parameters, resource === instance ? 'instance' : 'volume')),
      },
    })),
    passing(role, 'ec2.amazonaws.com'),
    { action: 'ssm:GetParameters', resource: imageParameter, context: {} },
  ];
}

/** IAM authorizes the instance, and the image and the snapshots that the call makes. */
function creating(parameters: Call['parameters'], { tagsOf }: DeploymentFacts): AccessRequest[] {
  const id = parameters['InstanceId'] ?? '';
  const made = ['image', 'snapshot'].map((kind) => ({
    resource: ec2Global(kind, '*'),
    tags: requestTags(tagsIn(parameters, kind)),
  }));
  const action = 'ec2:CreateImage';
  return [
    { action, resource: arn('ec2', `instance/${id}`), context: resourceTags(tagsOf(id)) },
    ...made.map(({ resource, tags }) => ({ action, resource, context: tags })),
    ...made.map(({ resource, tags }) => ({
      action: 'ec2:CreateTags',
      resource,
      context: { 'ec2:CreateAction': 'CreateImage', ...tags },
    })),
  ];
}

/** ARNs of images and snapshots have no account. */
const ec2Global = (kind: string, id: string): string =>
  `arn:${LOCATION.partition}:ec2:${LOCATION.region}::${kind}/${id}`;
const image = (id: string): string => ec2Global('image', id);
const snapshot = (id: string): string => ec2Global('snapshot', id);

const passing = (role: string, service: string): AccessRequest => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': service },
});

const instancesIn = (parameters: Call['parameters']): string[] =>
  Object.entries(parameters).flatMap(([name, id]) => (/^InstanceIds?\./.test(name) ? [id] : []));

const prefixed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
const requestTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  prefixed('aws:RequestTag', tags);
const resourceTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  prefixed('aws:ResourceTag', tags);
