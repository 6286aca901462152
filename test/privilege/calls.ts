/** One AWS API call of one function: the fields that a policy can check. */
export interface Call {
  /** Name of the deployed function: `elephant-meetings-tear-down`. */
  readonly function: string;
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** Parameters of the call, named as in the SDK: `{"Target.RoleArn": "arn:..."}`. Without data of meetings, except their ids. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** IAM prefixes, by the first part of `x-amz-target` and by the SDK's service name. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
  DynamoDB: 'dynamodb',
  SFN: 'states',
  SecretsManager: 'secretsmanager',
  EC2: 'ec2',
  Scheduler: 'scheduler',
  Lambda: 'lambda',
  SESv2: 'ses',
};

/** Parameters that a policy can check. */
const POLICY_FIELDS = [
  /^(TableName|IndexName|SecretId|stateMachineArn|executionArn|GroupName|Name|Key\.(id|pk)\.S|Item\.(id|pk)\.S|ExpressionAttributeValues\.:pk\.S|FunctionName|FromEmailAddress|ConfigurationSetName|Target\.RoleArn)$/,
  /^(LaunchTemplate\.LaunchTemplateId|SubnetId|InstanceType|IamInstanceProfile\.\w+|ImageId|SnapshotId|InstanceId|InstanceIds?\.\d+)$/,
  /^TagSpecifications?\.\d+\.(ResourceType|Tags?\.\d+\.(Key|Value))$/,
];

/** @param service name of the SDK client without `Client`: `DynamoDB` */
export function callOfCommand(functionName: string, service: string, command: string, input: unknown): Call {
  const prefix = SERVICES[service];
  if (prefix === undefined) throw new Error(`unknown service: ${service}`);
  return call(functionName, `${prefix}:${command.replace(/Command$/, '')}`, flat(input));
}

/** Parses a request in any of the SDK's three wire formats. */
export function callOf(functionName: string, { method, path, headers, body }: WireRequest): Call {
  const [service, operation] = (headers['x-amz-target'] ?? '').split('.');
  const prefix = SERVICES[service ?? ''];
  if (prefix !== undefined) return call(functionName, `${prefix}:${operation}`, flat(JSON.parse(body)));
  const schedule = /^\/schedules\/([^?]+)(?:\?(.*))?/.exec(path);
  if (schedule) {
    const [, Name = '', query = ''] = schedule;
    const GroupName = new URLSearchParams(query).get('groupName');
    const action = method === 'POST' ? 'scheduler:CreateSchedule' : 'scheduler:DeleteSchedule';
    return call(functionName, action, { Name, ...(GroupName && { GroupName }), ...(body && flat(JSON.parse(body))) });
  }
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path);
  if (invoked) return call(functionName, 'lambda:Invoke', { FunctionName: decodeURIComponent(invoked[1] ?? '') });
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form['Action'] !== undefined) return call(functionName, `ec2:${form['Action']}`, form);
  throw new Error(`unknown call: ${method} ${path}`);
}

const call = (functionName: string, action: string, all: Readonly<Record<string, string>>): Call => ({
  function: functionName,
  action,
  parameters: Object.fromEntries(
    Object.entries(all).filter(([name]) => POLICY_FIELDS.some((pattern) => pattern.test(name))),
  ),
});

/** `{Target: {RoleArn}}` as `Target.RoleArn`. */
function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [prefix]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flat(inner, prefix === '' ? key : `${prefix}.${key}`)),
  ) as Record<string, string>;
}

/** Tags of a launch for one kind of resource. EC2's wire format is `TagSpecification.1.Tag.2.Key`. */
export function tagsIn(parameters: Call['parameters'], kind: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const [, specification = '', tag = ''] = /^(TagSpecifications?\.\d+)\.(Tags?\.\d+)\.Key$/.exec(name) ?? [];
    if (tag !== '' && parameters[`${specification}.ResourceType`] === kind)
      tags[value] = parameters[`${specification}.${tag}.Value`] ?? '';
  }
  return tags;
}
