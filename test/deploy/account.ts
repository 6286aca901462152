import { DescribeInstancesCommand, EC2Client, type Instance, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TAGS } from '../../steps/domain/tags.ts';
import { isMeetingId } from '../../steps/domain/ids.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { ACCOUNT, type EmulatedAws, REGION, STACK } from './emulated-aws.ts';

const STATE_MACHINE_ARN = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${STACK}`;

/** Access to the emulated account with all permissions, to check and to change resources directly. */
export class Account {
  /** Name of the deployment's table. */
  table = '';
  readonly #aws: EmulatedAws;
  readonly #ec2: EC2Client;
  readonly #dynamo: DynamoDBClient;
  readonly #scheduler: SchedulerClient;
  readonly #secrets: SecretsManagerClient;
  readonly #ministackSfn: SFNClient;
  readonly #sfn: SFNClient;

  constructor(aws: EmulatedAws) {
    this.#aws = aws;
    const at = (endpoint: string) => ({
      endpoint,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    this.#ec2 = new EC2Client(at(aws.ministack));
    this.#dynamo = new DynamoDBClient(at(aws.ministack));
    this.#scheduler = new SchedulerClient(at(aws.ministack));
    this.#secrets = new SecretsManagerClient(at(aws.ministack));
    this.#ministackSfn = new SFNClient(at(aws.ministack));
    this.#sfn = new SFNClient(at(aws.moto));
  }

  /** Copies the deployed state machine from MiniStack to moto, which runs it. Running executions keep their definition. */
  async copyStateMachine(): Promise<void> {
    const { definition, roleArn } = await this.#ministackSfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: STATE_MACHINE_ARN }),
    );
    const exists = await this.#sfn.send(new DescribeStateMachineCommand({ stateMachineArn: STATE_MACHINE_ARN })).then(
      () => true,
      () => false,
    );
    if (exists)
      await this.#sfn.send(new UpdateStateMachineCommand({ stateMachineArn: STATE_MACHINE_ARN, definition, roleArn }));
    else await this.#sfn.send(new CreateStateMachineCommand({ name: STACK, definition, roleArn }));
  }

  async apiKey(id: string): Promise<string> {
    const key = await this.#get('apigateway', `/apikeys/${id}?includeValue=true`);
    return String((JSON.parse(key) as { value: unknown }).value);
  }

  async row(id: string): Promise<Meeting> {
    const { Item } = await this.#dynamo.send(new GetItemCommand({ TableName: this.table, Key: marshall({ id }) }));
    if (!Item) throw new Error(`no row of ${id}`);
    return unmarshall(Item) as Meeting;
  }

  /** Ids of all meetings. */
  async meetingIds(): Promise<string[]> {
    const { Items = [] } = await this.#dynamo.send(new ScanCommand({ TableName: this.table }));
    return Items.map(({ id }) => id?.S ?? '').filter(isMeetingId);
  }

  async secret(id: string): Promise<string> {
    const { SecretString = '' } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString;
  }

  /** All lines of all log groups. */
  async logs(): Promise<string> {
    const { logGroups = [] } = await this.#logs<{ logGroups?: { logGroupName: string }[] }>('DescribeLogGroups', {});
    let lines = '';
    for (const { logGroupName } of logGroups) {
      let nextToken: string | undefined;
      do {
        const page = await this.#logs<LogPage>('FilterLogEvents', { logGroupName, ...(nextToken && { nextToken }) });
        for (const { message } of page.events ?? []) lines += `${message}\n`;
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    return lines;
  }

  /** The histories of all executions, with inputs and outputs. */
  async histories(): Promise<string> {
    const { executions = [] } = await this.#sfn.send(new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN }));
    const histories = executions.map(({ executionArn }) =>
      this.#sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, includeExecutionData: true })),
    );
    return JSON.stringify(await Promise.all(histories));
  }

  /** Names of the executions that run. */
  async runningExecutions(): Promise<string[]> {
    const { executions = [] } = await this.#sfn.send(
      new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'RUNNING' }),
    );
    return executions.map(({ name = '' }) => name);
  }

  async putRow(row: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#dynamo.send(
      new PutItemCommand({ TableName: this.table, Item: marshall(row, { removeUndefinedValues: true }) }),
    );
  }

  /** The instances that EC2 shows for a meeting now. */
  async instances(meetingId: string): Promise<Instance[]> {
    const { Reservations = [] } = await this.#ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: `tag:${TAGS.meeting}`, Values: [meetingId] }] }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  }

  /**
   * The attempt and the state of each host that a function ever launched for a meeting. MiniStack forgets an instance a
   * minute after its end.
   */
  async hosts(meetingId: string): Promise<{ readonly attempt: string; readonly state: string }[]> {
    const known = new Map(
      (await this.instances(meetingId)).map(({ InstanceId = '', State }) => [InstanceId, State?.Name]),
    );
    return [...this.#aws.proxy.tags]
      .filter(([, tags]) => tags[TAGS.meeting] === meetingId)
      .map(([id, tags]) => ({ attempt: tags[TAGS.attempt] ?? '', state: known.get(id) ?? 'terminated' }));
  }

  /** Launches an instance with the tags of a host. */
  async launchOrphan(meetingId: string, deployment: string): Promise<void> {
    // In the past: before its hard end, the sweep keeps a host without a row.
    const hardEnd = new Date(Date.now() - 60_000).toISOString();
    const tags = { deployment, meeting: meetingId, revision: '1', role: 'room', attempt: '1', hardEnd } as const;
    const Tags = Object.entries(tags).map(([key, Value]) => ({ Key: TAGS[key as keyof typeof tags], Value }));
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
    await this.#ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: 'ami-00000001', TagSpecifications }),
    );
  }

  /** Kinds of the armed schedules of a meeting, or of all meetings for an empty id. */
  async schedules(meetingId: string): Promise<string[]> {
    const { Schedules = [] } = await this.#scheduler.send(new ListSchedulesCommand({ GroupName: STACK }));
    return Schedules.flatMap(({ Name = '' }) =>
      Name.startsWith(meetingId) ? [Name.split('-').slice(2).join('-')] : [],
    ).toSorted();
  }

  async execution(executionArn: string): Promise<DescribeExecutionOutput> {
    return this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** Names of the states that the execution entered. */
  async path(executionArn: string): Promise<string[]> {
    const { events = [] } = await this.#sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  async invoke(name: string, event: unknown): Promise<void> {
    const response = await fetch(`${this.#aws.ministack}/2015-03-31/functions/${STACK}-${name}/invocations`, {
      method: 'POST',
      headers: authorization('lambda'),
      body: JSON.stringify(event),
    });
    const text = await response.text();
    if (!response.ok || response.headers.has('x-amz-function-error')) throw new Error(`${name}: ${text}`);
  }

  /** Physical ids of the stack's resources by logical id. */
  async resources(): Promise<Record<string, string>> {
    const xml = await this.#query('cloudformation', { Action: 'DescribeStackResources', StackName: STACK });
    const members = [...xml.matchAll(/<LogicalResourceId>([^<]+)[\s\S]*?<PhysicalResourceId>([^<]+)/g)];
    const others = [...xml.matchAll(/<PhysicalResourceId>([^<]+)[\s\S]*?<LogicalResourceId>([^<]+)/g)];
    const physicalFirst = xml.indexOf('<PhysicalResourceId>') < xml.indexOf('<LogicalResourceId>');
    return Object.fromEntries(
      physicalFirst ? others.map(([, physical, logical]) => [logical, physical]) : members.map(([, l, p]) => [l, p]),
    ) as Record<string, string>;
  }

  /** Statuses of the tables in the latest deployment of the stack, oldest first. */
  async tableEvents(): Promise<string[]> {
    const statuses: string[] = [];
    let NextToken = '';
    do {
      const page = { Action: 'DescribeStackEvents', StackName: STACK, ...(NextToken && { NextToken }) };
      const xml = await this.#query('cloudformation', page);
      for (const [event] of xml.matchAll(/<member>[\s\S]*?<\/member>/g))
        if (event.includes('<ResourceType>AWS::DynamoDB::Table<'))
          statuses.push(/<ResourceStatus>([A-Z_]+)/.exec(event)?.[1] ?? '');
      NextToken = /<NextToken>([^<]+)/.exec(xml)?.[1] ?? '';
    } while (NextToken);
    return statuses.toReversed();
  }

  /** Kinds of resources that still exist after the stack was destroyed. */
  async remainingResources(): Promise<string[]> {
    const kinds: readonly (readonly [string, Promise<string>])[] = [
      ['function', this.#get('lambda', '/2015-03-31/functions/')],
      ['API', this.#get('apigateway', '/restapis')],
      ['schedule', this.#get('scheduler', '/schedule-groups')],
      ['role', this.#query('iam', { Action: 'ListRoles' })],
      ['launch template', this.#query('ec2', { Action: 'DescribeLaunchTemplates' })],
      ['topic', this.#query('sns', { Action: 'ListTopics' })],
      ['table', this.#target('dynamodb', 'DynamoDB_20120810.ListTables')],
      ['log group', this.#target('logs', 'Logs_20140328.DescribeLogGroups')],
      ['secret', this.#target('secretsmanager', 'secretsmanager.ListSecrets')],
      ['rule', this.#target('events', 'AWSEvents.ListRules')],
      ['state machine', this.#target('states', 'AWSStepFunctions.ListStateMachines')],
    ];
    const found: string[] = [];
    for (const [kind, response] of kinds) if ((await response).includes(STACK)) found.push(kind);
    return found;
  }

  async #logs<Response>(operation: string, input: object): Promise<Response> {
    return JSON.parse(await this.#target('logs', `Logs_20140328.${operation}`, input)) as Response;
  }

  async #get(service: string, path: string): Promise<string> {
    return (await fetch(this.#aws.ministack + path, { headers: authorization(service) })).text();
  }

  async #query(service: string, form: Record<string, string>): Promise<string> {
    const headers = { ...authorization(service), 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(form).toString();
    return (await fetch(this.#aws.ministack, { method: 'POST', headers, body })).text();
  }

  async #target(service: string, target: string, input: object = {}): Promise<string> {
    const headers = { ...authorization(service), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    return (await fetch(this.#aws.ministack, { method: 'POST', headers, body: JSON.stringify(input) })).text();
  }
}

interface LogPage {
  readonly events?: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

/** MiniStack reads only the name of the service. */
const authorization = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
