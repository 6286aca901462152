import { createHash } from 'node:crypto';

/** Assumed place of the deployment. */
export const LOCATION = { partition: 'aws', region: 'us-east-1', account: '000000000000' } as const;

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Physical ids for a template that is not deployed. */
const FAKE_IDS: Readonly<Record<string, (logicalId: string) => string>> = {
  'AWS::EC2::LaunchTemplate': (id) => `lt-${hex(id)}`,
  'AWS::EC2::Subnet': (id) => `subnet-${hex(id)}`,
  'AWS::EC2::SecurityGroup': (id) => `sg-${hex(id)}`,
  'AWS::SecretsManager::Secret': (id) => arn('secretsmanager', `secret:${id}-AbCdEf`),
};

const NAME_PROPERTIES = ['FunctionName', 'TableName', 'QueueName', 'LogGroupName', 'RoleName', 'TopicName', 'Name'];

/** A template with resolved references. */
export class Resolved {
  readonly #resources: TemplateJson['Resources'];
  readonly #physical: Readonly<Record<string, string>>;

  /** @param physical physical ids by logical id; fake ids are used for the others */
  constructor({ Resources }: TemplateJson, physical: Readonly<Record<string, string>> = {}) {
    this.#resources = Resources;
    this.#physical = physical;
  }

  /** Returns the policies of the function's role. */
  policiesOf(functionName: string): PolicyDocument[] {
    const { Role } = this.#function(functionName);
    const [role] = (Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    const { ManagedPolicyArns: managed = [], Policies: inline = [] } = this.#resources[role]?.Properties ?? {};
    if ((managed as unknown[]).length > 0) throw new Error(`${functionName} has a managed policy`);
    const attached = Object.values(this.#resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' &&
        ((Properties?.['Roles'] ?? []) as { Ref: string }[]).some(({ Ref }) => Ref === role),
    );
    const documents = [...attached.map(({ Properties }) => Properties), ...(inline as Record<string, unknown>[])];
    return documents.map((one) => this.value(one?.['PolicyDocument']) as PolicyDocument);
  }

  environmentOf(functionName: string): Record<string, string> {
    const { Environment } = this.#function(functionName) as { Environment?: { Variables?: unknown } };
    return (this.value(Environment?.Variables) ?? {}) as Record<string, string>;
  }

  /** Returns the only resource of that type. `arn` is its id if it has no ARN. */
  only(type: string, which: (logicalId: string) => boolean = () => true): { id: string; arn: string } {
    const [found, ...others] = Object.keys(this.#resources).filter(
      (id) => this.#resources[id]?.Type === type && which(id),
    );
    if (found === undefined || others.length > 0) throw new Error(`expected one resource of type ${type}`);
    return { id: this.#id(found), arn: this.#attribute(found, 'Arn') };
  }

  value(of: unknown): unknown {
    if (Array.isArray(of)) return of.map((one) => this.value(one));
    if (of === null || typeof of !== 'object') return of;
    if ('Ref' in of) return this.#ref(String(of.Ref));
    if ('Fn::GetAtt' in of) return this.#attribute(...(of['Fn::GetAtt'] as [string, string]));
    if ('Fn::Join' in of) {
      const [separator, parts] = of['Fn::Join'] as [string, unknown[]];
      return parts.map((part) => this.value(part)).join(separator);
    }
    return Object.fromEntries(Object.entries(of).map(([key, inner]) => [key, this.value(inner)]));
  }

  #function(name: string): Readonly<Record<string, unknown>> {
    const found = Object.values(this.#resources).find(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties?.['FunctionName'] === name,
    );
    if (!found?.Properties) throw new Error(`no function ${name}`);
    return found.Properties;
  }

  #ref(id: string): string {
    const pseudo: Record<string, string> = {
      'AWS::Partition': LOCATION.partition,
      'AWS::Region': LOCATION.region,
      'AWS::AccountId': LOCATION.account,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return pseudo[id] ?? this.#id(id);
  }

  #id(logicalId: string): string {
    const known = this.#physical[logicalId];
    if (known !== undefined) return known;
    const { Type, Properties = {} } = this.#resources[logicalId] ?? { Type: '' };
    const named = NAME_PROPERTIES.map((key) => Properties[key]).find((name) => typeof name === 'string');
    return FAKE_IDS[Type]?.(logicalId) ?? named ?? logicalId;
  }

  #attribute(logicalId: string, attribute: string): string {
    const id = this.#id(logicalId);
    if (attribute !== 'Arn') return attribute === 'LatestVersionNumber' ? '1' : id;
    if (id.startsWith('arn:')) return id;
    const { Type } = this.#resources[logicalId] ?? { Type: '' };
    const written: Record<string, string> = {
      'AWS::DynamoDB::Table': arn('dynamodb', `table/${id}`),
      'AWS::IAM::Role': arn('iam', `role/${id}`, ''),
      'AWS::Lambda::Function': arn('lambda', `function:${id}`),
      'AWS::Logs::LogGroup': arn('logs', `log-group:${id}:*`),
      'AWS::SQS::Queue': arn('sqs', id.split('/').at(-1) ?? ''),
    };
    return written[Type] ?? id;
  }
}

export const arn = (service: string, resource: string, region: string = LOCATION.region): string =>
  `arn:${LOCATION.partition}:${service}:${region}:${LOCATION.account}:${resource}`;

/** A stable fake id. */
const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 17);
