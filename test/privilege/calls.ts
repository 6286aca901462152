/** One call of AWS by one function: what a policy may look at. */
export interface Call {
  /** As it is deployed: `elephant-meetings-tear-down`. */
  readonly function: string;
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** What was asked for, named as in the SDK's input: `{"Target.RoleArn": "arn:..."}`. No data of meetings. */
  readonly asked: Readonly<Record<string, string>>;
}

interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** By the first part of `x-amz-target`, and by the SDK's name of a client's service. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
  DynamoDB: 'dynamodb',
  SFN: 'states',
  SecretsManager: 'secretsmanager',
  EC2: 'ec2',
  Scheduler: 'scheduler',
};

/** What a policy may look at, of all that is asked. */
const LOOKED_AT = [
  /^(TableName|IndexName|SecretId|stateMachineArn|executionArn|GroupName|Name|Target\.RoleArn)$/,
  /^(LaunchTemplate\.LaunchTemplateId|SubnetId|InstanceType|IamInstanceProfile\.\w+|ImageId|InstanceIds?\.\d+)$/,
  /^TagSpecifications?\.\d+\.(ResourceType|Tags?\.\d+\.(Key|Value))$/,
];

/** A command of the SDK, with its input; `service` as its client is called: `DynamoDB`. */
export function callOfCommand(functionName: string, service: string, command: string, input: unknown): Call {
  const prefix = SERVICES[service];
  if (prefix === undefined) throw new Error(`a service that is not known here: ${service}`);
  return call(functionName, `${prefix}:${command.replace(/Command$/, '')}`, flat(input));
}

/** A request in any of the SDK's three wire formats. */
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
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form['Action'] !== undefined) return call(functionName, `ec2:${form['Action']}`, form);
  throw new Error(`not a call that is known here: ${method} ${path}`);
}

const call = (functionName: string, action: string, all: Readonly<Record<string, string>>): Call => ({
  function: functionName,
  action,
  asked: Object.fromEntries(Object.entries(all).filter(([name]) => LOOKED_AT.some((pattern) => pattern.test(name)))),
});

/** `{Target: {RoleArn}}` as `Target.RoleArn`. */
function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [prefix]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flat(inner, prefix === '' ? key : `${prefix}.${key}`)),
  ) as Record<string, string>;
}

/** The tags that a launch gives to a kind of resource; EC2's wire says `TagSpecification.1.Tag.2.Key`. */
export function tagsIn(asked: Call['asked'], kind: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(asked)) {
    const [, specification = '', tag = ''] = /^(TagSpecifications?\.\d+)\.(Tags?\.\d+)\.Key$/.exec(name) ?? [];
    if (tag !== '' && asked[`${specification}.ResourceType`] === kind)
      tags[value] = asked[`${specification}.${tag}.Value`] ?? '';
  }
  return tags;
}
