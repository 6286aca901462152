/** One SDK call of one function, as it went over the wire. */
export interface Call {
  /** Its key in `infra/functions.ts`, as a kebab-case name. */
  readonly function: string;
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** What was asked, without data of meetings: only what a policy may look at. */
  readonly asked: Readonly<Record<string, string>>;
}

interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** By the first part of `x-amz-target`. */
const BY_TARGET: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
};

/** What a policy may look at, of all that is asked. */
const LOOKED_AT =
  /^(TableName|IndexName|SecretId|stateMachineArn|executionArn|GroupName|Target\.RoleArn|LaunchTemplate\.LaunchTemplateId|SubnetId|InstanceType|IamInstanceProfile\..*|ImageId|TagSpecification\.\d+\.(ResourceType|Tag\.\d+\.(Key|Value)))$/;

/** Reads a request in any of the SDK's four wire formats. */
export function callOf(functionName: string, request: WireRequest): Call {
  const { action, all } = read(request);
  const asked = Object.entries(all).filter(([name]) => LOOKED_AT.test(name));
  return { function: functionName, action, asked: Object.fromEntries(asked) };
}

function read({ method, path, headers, body }: WireRequest): { action: string; all: Record<string, string> } {
  const [service, operation] = (headers['x-amz-target'] ?? '').split('.');
  const prefix = BY_TARGET[service ?? ''];
  if (prefix !== undefined) return { action: `${prefix}:${operation}`, all: flat(JSON.parse(body)) };
  const schedule = /^\/schedules\/([^?]+)(?:\?(.*))?/.exec(path);
  if (schedule) {
    const [, name = '', query = ''] = schedule;
    const group = new URLSearchParams(query).get('groupName');
    const action = method === 'POST' ? 'scheduler:CreateSchedule' : 'scheduler:DeleteSchedule';
    return {
      action,
      all: { Name: name, ...(group !== null && { GroupName: group }), ...(body && flat(JSON.parse(body))) },
    };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form['Action'] !== undefined) return { action: `ec2:${form['Action']}`, all: form };
  throw new Error(`not a call that is known here: ${method} ${path}`);
}

/** `{Target: {RoleArn}}` as `Target.RoleArn`. */
function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [prefix]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flat(inner, prefix === '' ? key : `${prefix}.${key}`)),
  ) as Record<string, string>;
}
